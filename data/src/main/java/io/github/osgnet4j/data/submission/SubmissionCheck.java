package io.github.osgnet4j.data.submission;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.InputFile;
import io.github.osgnet4j.data.io.TextFile;
import io.github.osgnet4j.data.io.ZippedFiles;
import io.github.osgnet4j.data.submission.SubmissionProblem.Kind;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds everything for which a challenge server would refuse a submission, or count it for less than it is worth: the form and packing of
 * the file, its version and challenge, every query once, exactly five windows of two finite numbers, within the clip, the best first.
 * The file is read piece by piece; however large it is, what is kept is bounded by the number of queries asked.
 */
public final class SubmissionCheck {

    private static final String VERSION = "1.0";

    /** Of JSON that is read; a real one has a few MB. */
    private static final long MAX_JSON_BYTES = 1L << 30;

    private static final int GZIP = 0x1f8b;
    private static final int ZIP = 0x504b;
    private static final int BYTE_ORDER_MARK = 0xefbb;

    /** Deeper than any submission, and not too deep to be read over. */
    private static final int MAX_DEPTH = 100;

    private static final int MAX_TEXT = 1 << 20;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            // Names of fields are from the file: a table of them would grow with it.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_TEXT)
                    .build())
            .build();

    private final Path file;
    private final ChallengeQueries queries;
    private final ProblemTally problems = new ProblemTally();
    private final AnswerCheck answers;

    private SubmissionCheck(Path file, ChallengeQueries queries) {
        this.file = file;
        this.queries = queries;
        this.answers = new AnswerCheck(queries, problems);
    }

    /**
     * What was found.
     *
     * @param bytes of the file
     * @param answered how many of the queries asked have an answer
     * @param risingBySteps queries whose scores rise, in a file that says that steps have decided the order of its windows;
     *     otherwise such queries are problems
     * @param problems in the order of {@link Kind}; none if the submission may be uploaded
     */
    public record Result(long bytes, int answered, long risingBySteps, List<SubmissionProblem> problems) {

        /** Copies the list. */
        public Result {
            problems = List.copyOf(problems);
        }
    }

    /**
     * Checks a file.
     *
     * @param file JSON, or a zip of it
     * @param queries that are asked
     * @param maxBytes that an upload may have
     * @throws DataException if it cannot be read to its end: it is no JSON, nests too deep, names a field twice, is damaged
     */
    public static Result of(Path file, ChallengeQueries queries, long maxBytes) {
        return new SubmissionCheck(file, queries).run(maxBytes);
    }

    private Result run(long maxBytes) {
        InputFile.regular(file);
        try {
            long bytes = Files.size(file);
            if (bytes > maxBytes) {
                problems.add(Kind.SIZE, bytes + " bytes, where " + maxBytes + " are allowed");
            }
            int start = start();
            if (start == ZIP) {
                zipped();
            } else {
                plain(start);
            }
            answers.finish();
            return new Result(bytes, answers.answered(), answers.risingBySteps(), problems.all());
        } catch (StreamConstraintsException e) {
            // What limits it is a name within the parser.
            String limit = e.getOriginalMessage().replaceAll(" \\(.*", "");
            throw wrong("no submission goes that far: " + limit, e);
        } catch (JacksonException e) {
            throw wrong("cannot be read as JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw DataException.unreadable("Submission " + file, e);
        }
    }

    /** The first two bytes. */
    private int start() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(2);
            return bytes.length < 2 ? -1 : (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
        }
    }

    private void plain(int start) throws IOException {
        if (start == GZIP) {
            problems.add(Kind.PACKING, "it is gzip");
        } else if (start == BYTE_ORDER_MARK) {
            problems.add(Kind.PACKING, "it begins with a byte order mark");
        } else if (name().endsWith(".zip")) {
            problems.add(Kind.PACKING, "it is not a zip, though its name says so");
        }
        try (InputStream text = TextFile.open(file, MAX_JSON_BYTES)) {
            document(text);
        }
    }

    private String name() {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    }

    private void zipped() throws IOException {
        try (ZippedFiles zip = ZippedFiles.open(file)) {
            List<String> names = zip.names();
            List<String> json = names.stream().filter(n -> n.endsWith(".json")).toList();
            if (json.isEmpty()) {
                throw wrong("a zip without a .json file in it; --format codabench writes one", null);
            }
            if (!name().endsWith(".zip")) {
                problems.add(Kind.PACKING, "it is a zip, though its name does not say so");
            }
            if (names.size() > 1) {
                problems.add(Kind.PACKING, "it holds " + names.size() + " files, where one is expected");
            }
            if (json.get(0).contains("/")) {
                problems.add(Kind.PACKING, "the JSON is in a folder: " + ProblemTally.shortened(json.get(0)));
            }
            try (InputStream text = zip.stream(names.indexOf(json.get(0)), MAX_JSON_BYTES)) {
                document(text);
            }
        }
    }

    /** JSON begins with ASCII: a 0 is of a wider character. The parser takes all of these, servers may not. */
    private void encoding(InputStream text) throws IOException {
        text.mark(Integer.BYTES);
        byte[] start = text.readNBytes(Integer.BYTES);
        text.reset();
        boolean wide = start.length > 1 && (start[0] == (byte) 0xfe || start[0] == (byte) 0xff);
        for (byte b : start) {
            wide |= b == 0;
        }
        if (wide) {
            problems.add(Kind.PACKING, "its text is UTF-16 or UTF-32, where UTF-8 is expected");
        } else if (start.length > 1 && start[0] == (byte) 0xef) {
            problems.add(Kind.PACKING, "its text begins with a byte order mark");
        }
    }

    private void document(InputStream stream) throws IOException {
        InputStream text = new BufferedInputStream(stream);
        encoding(text);
        try (JsonParser in = JSON.createParser(text)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw wrong("expected a JSON object with version, challenge and results", null);
            }
            Set<String> fields = new HashSet<>();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                field(in, fields);
            }
            if (in.nextToken() != null) {
                throw wrong("there is more after the JSON object", null);
            }
            require(fields);
        }
    }

    private void field(JsonParser in, Set<String> fields) throws IOException {
        String name = in.currentName();
        in.nextToken();
        boolean ours = name.equals("version") || name.equals("challenge") || name.equals("results");
        if (ours && !fields.add(name)) {
            throw wrong("'" + name + "' is there twice", null);
        }
        switch (name) {
            case "version" -> expect(in, Kind.VERSION, VERSION);
            case "challenge" -> expect(in, Kind.CHALLENGE, queries.track().challenge());
            case "results" -> results(in);
            case WindowOrder.FIELD -> order(in);
            default -> in.skipChildren();
        }
    }

    private void expect(JsonParser in, Kind kind, String expected) throws IOException {
        boolean text = in.currentToken() == JsonToken.VALUE_STRING;
        if (!text || !in.getText().equals(expected)) {
            String found = in.currentToken().isScalarValue() ? in.getText() : "no text";
            problems.add(kind, "expected \"" + expected + "\", found " + ProblemTally.shortened(found));
        }
        in.skipChildren();
    }

    /** Counts for all results, wherever it stands. */
    private void order(JsonParser in) throws IOException {
        if (in.currentToken() == JsonToken.VALUE_STRING && in.getText().equals(WindowOrder.OF_STEPS)) {
            answers.orderedBySteps();
        }
        in.skipChildren();
    }

    private void results(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            throw wrong("results: expected an array", null);
        }
        for (long i = 0; in.nextToken() != JsonToken.END_ARRAY; i++) {
            SubmittedAnswer.read(in, file, i, problems).ifPresent(answers::add);
        }
    }

    private void require(Set<String> fields) {
        if (!fields.contains("results")) {
            throw wrong("'results' is missing", null);
        }
        if (!fields.contains("version")) {
            problems.add(Kind.VERSION, "it is missing");
        }
        if (!fields.contains("challenge")) {
            problems.add(Kind.CHALLENGE, "it is missing");
        }
    }

    private DataException wrong(String message, @Nullable Exception cause) {
        return new DataException("Submission " + file + ": " + message, cause);
    }
}

package io.github.osgnet4j.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.osgnet4j.postprocess.Window;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Reads a journal line by line, however long it is, and lets nothing into a submission that a job would not have written:
 * each line carries a checksum, and its numbers must be such as a query's answer has.
 */
final class JournalReader {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CHECKSUM = ",\"crc\":\"";
    private static final int CHECKSUM_CHARS = CHECKSUM.length() + 8 + 2;
    private static final int MAX_LINE = 1 << 26;

    /** Ends are float32 in the ranking. */
    private static final double ROUNDING = 1e-6;

    private final Path file;
    private final InputStream in;
    private final Map<String, Double> clipSeconds;
    private int line;
    private long end;

    /**
     * A reader of a locked channel, which it does not close: that would end the lock.
     *
     * @param clipSeconds the queries of the job by key, with the length of their clip
     */
    JournalReader(Path file, FileChannel channel, Map<String, Double> clipSeconds) {
        this.file = file;
        this.in = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
        this.clipSeconds = clipSeconds;
    }

    /** A line as it is read here. */
    static String line(JsonNode node) {
        String text = node.toString();
        String body = text.substring(0, text.length() - 1);
        return body + CHECKSUM + checksum(text) + "\"}\n";
    }

    private static String checksum(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(1L << 32 | crc.getValue()).substring(1);
    }

    /** What distinguishes the job: the first line; empty if there is no whole line. */
    Optional<Map<String, String>> job() throws IOException {
        Optional<JsonNode> first = next();
        if (first.isEmpty()) {
            return Optional.empty();
        }
        JsonNode job = first.get().path("job");
        if (!job.isObject() || first.get().size() != 1) {
            throw damaged("it does not name the job, as this version's does", null);
        }
        Map<String, String> facts = new LinkedHashMap<>();
        job.properties()
                .forEach(field -> facts.put(field.getKey(), field.getValue().asText()));
        return Optional.of(facts);
    }

    /** All answers by query; a query that was left out may have been answered later. */
    Map<String, JournalEntry> answers() throws IOException {
        Map<String, JournalEntry> answers = new LinkedHashMap<>();
        for (Optional<JsonNode> node = next(); node.isPresent(); node = next()) {
            JournalEntry answer = answer(node.get());
            JournalEntry before = answers.put(answer.query(), answer);
            if (before != null && before.answered()) {
                throw damaged("query " + answer.query() + " is answered already", null);
            }
        }
        return answers;
    }

    /** Where the last whole line ends; what follows was half written. */
    long end() {
        return end;
    }

    private Optional<JsonNode> next() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return Optional.empty();
            }
            if (bytes.size() == MAX_LINE) {
                line++;
                throw damaged("it is longer than " + MAX_LINE + " bytes", null);
            }
            bytes.write(b);
        }
        line++;
        end += bytes.size() + 1;
        return Optional.of(parse(bytes.toString(StandardCharsets.UTF_8)));
    }

    private JsonNode parse(String text) {
        String body = text;
        int at = text.length() - CHECKSUM_CHARS;
        if (at > 0 && text.startsWith(CHECKSUM, at)) {
            body = text.substring(0, at) + "}";
            if (!text.equals(text.substring(0, at) + CHECKSUM + checksum(body) + "\"}")) {
                throw damaged("its checksum does not agree", null);
            }
        }
        try {
            JsonNode node = JSON.readTree(body);
            if (!node.isObject()) {
                throw damaged("it is no JSON object", null);
            }
            return node;
        } catch (JsonProcessingException e) {
            throw damaged("it is no JSON", e);
        }
    }

    private JournalEntry answer(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        if (!Set.of("query", "windows", "missing").containsAll(names)) {
            throw damaged("it has the fields " + String.join(", ", names), null);
        }
        String query = node.path("query").asText();
        if (!node.path("query").isTextual() || !clipSeconds.containsKey(query)) {
            throw damaged("the job has no query '" + query + "'", null);
        }
        JsonNode missing = node.path("missing");
        boolean answered = missing.isMissingNode();
        if (!answered && (!missing.isTextual() || missing.asText().isEmpty())) {
            throw damaged("it does not say why query " + query + " is not answered", null);
        }
        JsonNode list = node.path("windows");
        if (!list.isArray() || list.isEmpty() == answered) {
            throw damaged("query " + query + " should have windows or a reason for none", null);
        }
        List<Window> windows = new ArrayList<>();
        for (JsonNode window : list) {
            windows.add(window(window, clipSeconds.get(query)));
        }
        return new JournalEntry(query, windows, missing.asText(""));
    }

    private Window window(JsonNode node, double seconds) {
        boolean numbers = node.isArray() && node.size() == 3;
        for (JsonNode number : node) {
            numbers &= number.isNumber();
        }
        if (!numbers) {
            throw damaged("a window is " + node + ", not start, end and score", null);
        }
        Window window = new Window(
                node.get(0).doubleValue(),
                node.get(1).doubleValue(),
                node.get(2).doubleValue());
        boolean sound = window.start() >= 0
                && window.start() <= window.end()
                && window.end() <= seconds * (1 + ROUNDING)
                && window.score() >= 0
                && window.score() <= 1;
        if (!sound) {
            throw damaged("no window of a clip of " + seconds + " s is " + node, null);
        }
        return window;
    }

    private BatchException damaged(String found, Exception cause) {
        return new BatchException(
                file + ": line " + line + " is damaged: " + found + "; delete "
                        + (line > 1 ? "that line to have its query answered again, or " : "")
                        + "the file to start again",
                cause);
    }
}

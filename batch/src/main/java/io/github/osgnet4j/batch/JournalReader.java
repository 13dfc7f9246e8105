package io.github.osgnet4j.batch;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.JournalLines;
import io.github.osgnet4j.postprocess.Window;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a journal line by line, however long it is, and lets nothing into a submission that a job would not have written:
 * each line carries a checksum, and its numbers must be such as a query's answer has.
 */
final class JournalReader {

    /** Ends are float32 in the ranking. */
    private static final double ROUNDING = 1e-6;

    private final Object file;
    private final JournalLines lines;
    private final Map<String, Double> clipSeconds;
    private final boolean whole;

    /**
     * A reader of lines.
     *
     * @param file for messages
     * @param clipSeconds the queries of the job by key, with the length of their clip
     * @param whole whether the file is of use only with all its lines
     */
    JournalReader(Object file, JournalLines lines, Map<String, Double> clipSeconds, boolean whole) {
        this.file = file;
        this.lines = lines;
        this.clipSeconds = clipSeconds;
        this.whole = whole;
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

    /** Whether a job, or the beginning of one, is all that there is, to the last whole line; no more is read than that takes. */
    boolean isEmpty() throws IOException {
        try {
            return job().isPresent() ? lines.next().isEmpty() : JournalText.beginsJob(lines.torn());
        } catch (BatchException | DataException e) {
            return false;
        }
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
        return lines.end();
    }

    private Optional<JsonNode> next() throws IOException {
        try {
            return lines.next();
        } catch (DataException e) {
            throw damaged(e.getMessage(), e);
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

    private BatchException damaged(String found, @Nullable Exception cause) {
        return new BatchException(
                file + ": line " + lines.number() + " is damaged: " + found + "; delete "
                        + (lines.number() > 1 && !whole ? "that line to have its query answered again, or " : "")
                        + (whole ? "the file to have its queries answered again" : "the file to start again"),
                cause);
    }
}

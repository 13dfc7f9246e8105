package io.github.osgnet4j.batch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.io.JournalLines;
import io.github.osgnet4j.data.sample.JobIdentity;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The lines of a journal: the job in the first, then an answer in each; {@link JournalReader} reads them. */
final class JournalText {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String START = "{\"job\":{";

    private JournalText() {}

    /** The first line. */
    static String job(Map<String, String> facts) {
        return JournalLines.line(JSON.createObjectNode().set("job", JSON.valueToTree(facts)));
    }

    /** Whether a line, of which there may be any part, begins as the first does. */
    static boolean beginsJob(String line) {
        return line.startsWith(START) || START.startsWith(line);
    }

    /** A line for each answer. */
    static String answers(List<JournalEntry> answers) {
        StringBuilder lines = new StringBuilder();
        for (JournalEntry answer : answers) {
            ObjectNode node = JSON.createObjectNode().put("query", answer.query());
            ArrayNode windows = node.putArray("windows");
            answer.windows()
                    .forEach(w -> windows.addArray().add(w.start()).add(w.end()).add(w.score()));
            if (!answer.answered()) {
                node.put("missing", answer.missing());
            }
            lines.append(JournalLines.line(node));
        }
        return lines.toString();
    }

    /** What a reader must know of the queries: the length of their clips, by key. */
    static Map<String, Double> clipSeconds(List<AnnotatedQuery> queries) {
        return queries.stream().collect(Collectors.toMap(BatchJob::key, AnnotatedQuery::duration));
    }

    /**
     * Refuses the answers of another job.
     *
     * @throws BatchException naming what differs
     */
    static void requireSame(Object file, Map<String, String> before, JobIdentity job) {
        List<String> differences = job.differences(before);
        if (!differences.isEmpty()) {
            throw new BatchException(file + " belongs to another job: " + String.join("; ", differences)
                    + ". Delete it to start again, or give the same command with the same data");
        }
    }
}

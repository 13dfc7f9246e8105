package io.github.osgnet4j.serve;

import java.util.List;
import java.util.Optional;

/**
 * A line of the audit log.
 *
 * @param time when it was answered, in UTC (ISO 8601)
 * @param requestId of the request
 * @param token whose it was, if the server has tokens
 * @param action what was asked for, as method and path
 * @param seconds until there was an answer
 * @param queries that were answered
 * @param swapped what was swapped in, if a bundle was
 */
record AuditEntry(
        String time,
        String requestId,
        Optional<String> token,
        String action,
        double seconds,
        List<Question> queries,
        Optional<Swapped> swapped) {

    /**
     * A bundle that answers from now on.
     *
     * @param model by its name
     * @param bundle as SHA-256 of its manifest
     */
    record Swapped(String model, String bundle) {}

    /**
     * A query that was answered.
     *
     * @param model by its name
     * @param bundle that answered, as SHA-256 of its manifest
     * @param clip of the server's data, if it is one
     * @param video that a client sent, if it is one
     * @param query its id, if it is annotated
     * @param text its words, if it has some and they are wanted
     * @param windows in its answer
     */
    record Question(
            String model,
            String bundle,
            Optional<String> clip,
            Optional<String> video,
            Optional<String> query,
            Optional<String> text,
            int windows) {

        /** The same without its words. */
        Question withoutText() {
            return new Question(model, bundle, clip, video, query, Optional.empty(), windows);
        }
    }
}

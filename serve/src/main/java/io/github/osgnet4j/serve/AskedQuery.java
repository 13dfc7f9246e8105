package io.github.osgnet4j.serve;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.Label;
import java.util.List;
import java.util.Optional;

/**
 * The query in a request: an annotated query, a text, or tokens.
 *
 * @param annotated query of the clip
 * @param text in words, annotated or free
 * @param tokens of the client: float32 (count, Dt), row-major; empty for a query or a text, which are read or encoded
 *     once there is a place in the queue
 * @param tokenCount of those
 * @param labels that count
 */
record AskedQuery(
        Optional<AnnotatedQuery> annotated, Optional<String> text, float[] tokens, int tokenCount, List<Label> labels) {

    static AskedQuery annotated(AnnotatedQuery query) {
        return new AskedQuery(Optional.of(query), Optional.of(query.query()), new float[0], 0, query.labels());
    }

    static AskedQuery text(String text, List<Label> labels) {
        return new AskedQuery(Optional.empty(), Optional.of(text), new float[0], 0, labels);
    }
}

package io.github.osgnet4j.serve;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A clip of the configured split.
 *
 * @param id key of its features
 * @param duration seconds
 * @param queries by id, in the order of the annotations
 */
record Clip(String id, double duration, Map<String, AnnotatedQuery> queries) {

    static Clip of(String id, List<AnnotatedQuery> queries) {
        Map<String, AnnotatedQuery> byId = new LinkedHashMap<>();
        queries.forEach(query -> byId.putIfAbsent(query.queryId(), query));
        return new Clip(id, queries.get(0).duration(), byId);
    }

    Optional<AnnotatedQuery> query(String queryId) {
        return Optional.ofNullable(queries.get(queryId));
    }

    /** Whether the id or a query has these words, given in lower case. */
    boolean mentions(String words) {
        return id.toLowerCase(Locale.ROOT).contains(words)
                || mentioning(words).findAny().isPresent();
    }

    /** The queries that have these words, given in lower case. */
    Stream<AnnotatedQuery> mentioning(String words) {
        return queries.values().stream()
                .filter(q -> q.query().toLowerCase(Locale.ROOT).contains(words));
    }
}

package io.github.osgnet4j.cli.check;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.Segment;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is wrong with the windows of a query. */
final class Answers {
    private Answers() {}

    /**
     * Why no prediction can overlap any of a query's answers; empty if one can, or there are none.
     *
     * @param seconds how long its video is
     */
    static Optional<String> outOfReach(AnnotatedQuery query, double seconds) {
        boolean all = !query.timestamps().isEmpty()
                && query.timestamps().stream().allMatch(s -> fault(s, seconds).isPresent());
        return all ? Optional.of(describe(query, seconds)) : Optional.empty();
    }

    /** The windows of a query with what is wrong with each. */
    static String describe(AnnotatedQuery query, double seconds) {
        return query.timestamps().stream()
                .map(s -> String.format(
                        Locale.ROOT,
                        "[%.2f, %.2f] %s",
                        s.start(),
                        s.end(),
                        fault(s, seconds).orElse("lies between two feature steps")))
                .collect(Collectors.joining(", ", query.queryId() + ": ", ""));
    }

    private static Optional<String> fault(Segment window, double seconds) {
        if (window.end() < window.start()) {
            return Optional.of("ends before it starts");
        } else if (window.end() == window.start()) {
            return Optional.of("has no length");
        } else if (window.start() >= seconds || window.end() <= 0) {
            return Optional.of(String.format(Locale.ROOT, "lies outside the %.2f s of its clip", seconds));
        }
        return Optional.empty();
    }
}

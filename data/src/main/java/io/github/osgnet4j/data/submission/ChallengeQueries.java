package io.github.osgnet4j.data.submission;

import io.github.osgnet4j.data.annotation.GroundTruth.Key;
import io.github.osgnet4j.data.config.Track;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The queries that a submission has to answer.
 *
 * @param track whose challenge asks them
 * @param queries what is known of each, in the order of the annotations; in Goal-Step clip and annotation are both the video
 */
public record ChallengeQueries(Track track, Map<Key, Asked> queries) {

    /**
     * What is known of a query.
     *
     * @param seconds of its clip; nothing where the annotations do not say
     * @param answerable whether it has words; NLQ's test set has a query without, which no loader sees and nobody can answer
     */
    public record Asked(OptionalDouble seconds, boolean answerable) {}

    /** Copies the map. */
    public ChallengeQueries {
        queries = Collections.unmodifiableMap(new LinkedHashMap<>(queries));
    }

    /** Whether some windows cannot be compared with the length of their clip. */
    public boolean lacksDurations() {
        return queries.values().stream().anyMatch(asked -> asked.seconds().isEmpty());
    }
}

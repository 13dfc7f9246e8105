package io.github.osgnet4j.runtime.service;

import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.VideoSource;
import io.github.osgnet4j.runtime.error.InputException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Queries of one video for a {@link GroundingService}.
 *
 * @param video the video to search
 * @param queries any number; on several workers they run at the same time
 * @param durationSeconds length of the clip; windows end there
 * @param topK maximum number of windows per query; the bundle's own number if empty
 * @param scores whether the answers include the scores of every position and the candidates
 * @param deadline time for everything from the call on; the service's own if empty
 * @param queueWait how long the calling thread waits for a place in the queue, unless it is a thread of the service; the
 *     service's own if empty
 */
public record GroundingRequest(
        VideoSource video,
        List<QueryInput> queries,
        double durationSeconds,
        OptionalInt topK,
        boolean scores,
        Optional<Duration> deadline,
        Optional<Duration> queueWait) {

    /**
     * Copies the list.
     *
     * @throws InputException if there are fewer than 1 windows to find, the clip's length is not positive, the deadline is
     *     not positive or the wait is negative
     */
    public GroundingRequest {
        Objects.requireNonNull(video, "video");
        queries = List.copyOf(queries);
        if (!(durationSeconds > 0) || Double.isInfinite(durationSeconds)) {
            throw new InputException("A clip of " + durationSeconds + " seconds, expected more than 0");
        }
        if (topK.isPresent() && topK.getAsInt() < 1) {
            throw new InputException("top-k is " + topK.getAsInt() + ", expected at least 1");
        }
        deadline.ifPresent(d -> {
            if (d.isZero() || d.isNegative()) {
                throw new InputException("A deadline of " + d.toMillis() + " ms, expected more than 0");
            }
        });
        queueWait.ifPresent(w -> {
            if (w.isNegative()) {
                throw new InputException("A queue wait of " + w.toMillis() + " ms, expected at least 0");
            }
        });
    }

    /** Queries with the settings of bundle and service. */
    public GroundingRequest(VideoSource video, List<QueryInput> queries, double durationSeconds) {
        this(video, queries, durationSeconds, OptionalInt.empty(), false, Optional.empty(), Optional.empty());
    }

    /** One query with the settings of bundle and service. */
    public GroundingRequest(VideoSource video, QueryInput query, double durationSeconds) {
        this(video, List.of(query), durationSeconds);
    }

    /** This request with at most {@code topK} windows per query. */
    public GroundingRequest withTopK(int topK) {
        return new GroundingRequest(video, queries, durationSeconds, OptionalInt.of(topK), scores, deadline, queueWait);
    }

    /** This request with or without the scores of every position. */
    public GroundingRequest withScores(boolean scores) {
        return new GroundingRequest(video, queries, durationSeconds, topK, scores, deadline, queueWait);
    }

    /** This request with another deadline. */
    public GroundingRequest withDeadline(Duration deadline) {
        return new GroundingRequest(video, queries, durationSeconds, topK, scores, Optional.of(deadline), queueWait);
    }

    /** This request with another wait for a place in the queue; zero refuses at once. */
    public GroundingRequest withQueueWait(Duration queueWait) {
        return new GroundingRequest(video, queries, durationSeconds, topK, scores, deadline, Optional.of(queueWait));
    }
}

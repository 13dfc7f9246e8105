package io.github.osgnet4j.train;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.sample.ObjectFrames;
import io.github.osgnet4j.data.sample.QueryFeatures;
import io.github.osgnet4j.data.sample.VideoFeatures;
import java.util.List;
import java.util.Optional;

/**
 * One query with everything that a training step needs.
 *
 * @param query what is asked, and where the answer is
 * @param video features of its video
 * @param tokens features of its words
 * @param objects absent if the dataset has none
 * @param segments its answers
 * @param shots absent if the network has no shot branch
 */
record TrainingSample(
        AnnotatedQuery query,
        VideoFeatures video,
        QueryFeatures tokens,
        Optional<ObjectFrames> objects,
        List<Interval> segments,
        Optional<ShotSample> shots) {

    /**
     * A stretch of a video.
     *
     * @param start feature steps, fractions allowed
     * @param end feature steps
     */
    record Interval(double start, double end) {

        /** Whether the two have more than a point in common. */
        boolean overlaps(Interval other) {
            return Math.min(end, other.end) > Math.max(start, other.start);
        }

        /** Length of the common part over length of the smallest interval that holds both. */
        double iou(Interval other) {
            double common = Math.max(0, Math.min(end, other.end) - Math.max(start, other.start));
            return common / (Math.max(end, other.end) - Math.min(start, other.start));
        }
    }

    /**
     * The input of the shot branch for a video.
     *
     * @param shots none of them empty
     * @param queries every query of the video
     * @param segments the answers to each query
     */
    record ShotSample(List<Interval> shots, List<QueryFeatures> queries, List<List<Interval>> segments) {}

    /** Bytes its arrays take, shared ones counted once each time. */
    long bytes() {
        long floats = video.values().length + tokens.values().length;
        floats += objects.map(o -> (long) o.table().length).orElse(0L);
        floats += shots.map(s ->
                        s.queries().stream().mapToLong(q -> q.values().length).sum())
                .orElse(0L);
        return floats * Float.BYTES;
    }
}

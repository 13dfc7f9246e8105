package io.github.osgnet4j.serve;

import java.util.OptionalInt;

/**
 * A request to ground, checked.
 *
 * @param target that is asked about
 * @param asked of it
 * @param options of the answer
 * @param objects whether the answer tells them
 * @param deadline of the answer
 * @param pointer to the request in the body
 */
record GroundCall(
        GroundTarget target, Asked asked, Options options, boolean objects, Deadline deadline, String pointer) {

    /**
     * What the queries of one run share.
     *
     * @param topK windows at most; the bundle's own number if empty
     * @param scores whether the answer has the scores of the levels
     * @param points of each of them at most
     */
    record Options(OptionalInt topK, boolean scores, int points) {}

    /** Length of the clip in seconds, where its query may know better. */
    double duration() {
        return asked.annotated().map(query -> query.duration()).orElseGet(target::duration);
    }
}

package io.github.osgnet4j.serve;

import io.github.osgnet4j.data.sample.LabelledClasses;
import io.github.osgnet4j.runtime.bundle.Manifest.ObjectSource;
import java.util.List;
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
        GroundTarget target, AskedQuery asked, Options options, boolean objects, Deadline deadline, String pointer) {

    /**
     * What the queries of one run share.
     *
     * @param topK windows at most; the bundle's own number if empty
     * @param scores whether the answer has the scores of the levels
     * @param points of each of them at most
     */
    record Options(OptionalInt topK, boolean scores, int points) {}

    /** The same for so many windows. */
    GroundCall withTopK(int windows) {
        Options wider = new Options(OptionalInt.of(windows), options.scores(), options.points());
        return new GroundCall(target, asked, wider, objects, deadline, pointer);
    }

    /** Length of the clip in seconds, where its query may know better. */
    double duration() {
        return asked.annotated().map(query -> query.duration()).orElseGet(target::duration);
    }

    /** The classes that the query may look at, step by step; none where objects are regions. */
    List<int[]> seen(Backend backend) {
        ObjectSource source = target.model().manifest().preprocessing().objects();
        if (source != ObjectSource.LABELS && source != ObjectSource.ALL) {
            return List.of();
        }
        List<int[]> all = target.clip()
                .map(clip -> backend.requireCatalog().classes(clip))
                .orElseGet(() -> target.video().orElseThrow().objects());
        return source == ObjectSource.LABELS ? LabelledClasses.select(asked.labels(), all) : all;
    }
}

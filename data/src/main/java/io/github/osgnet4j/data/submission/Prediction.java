package io.github.osgnet4j.data.submission;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.postprocess.Window;
import java.util.List;

/**
 * The answer to one query in a submission.
 *
 * @param queryIdx the query's position in its annotation
 * @param annotationUid the annotation
 * @param clipUid the clip, a video id of the config's stores
 * @param windows in seconds, best first; at least one. A window read from a file without scores has score NaN
 */
public record Prediction(int queryIdx, String annotationUid, String clipUid, List<Window> windows) {

    public Prediction {
        windows = List.copyOf(windows);
        if (windows.isEmpty()) {
            throw new IllegalArgumentException(
                    "a prediction needs at least one window: " + annotationUid + "_" + queryIdx);
        }
    }

    /**
     * The answer to an annotated query, whose id splits at its last underscore.
     *
     * @throws io.github.osgnet4j.data.DataException if the id does not end in an underscore and a number
     */
    public static Prediction of(AnnotatedQuery query, List<Window> windows) {
        return new Prediction(query.queryIndex(), query.annotationUid(), query.videoId(), windows);
    }

    /** The id the query has in annotation files. */
    public String queryId() {
        return annotationUid + "_" + queryIdx;
    }
}

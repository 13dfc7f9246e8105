package io.github.osgnet4j.data.submission;

import io.github.osgnet4j.postprocess.Window;
import java.util.List;

/**
 * The answer to one query, as a submission holds it.
 *
 * @param queryIdx the query's position in its annotation
 * @param annotationUid the annotation
 * @param clipUid the clip
 * @param windows in seconds, best first; scores are 0 where the file has none
 */
public record Prediction(int queryIdx, String annotationUid, String clipUid, List<Window> windows) {

    /** Copies the windows. */
    public Prediction {
        windows = List.copyOf(windows);
    }

    /** The id of the query in the annotations. */
    public String queryId() {
        return annotationUid + "_" + queryIdx;
    }
}

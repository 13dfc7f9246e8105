package io.github.osgnet4j.data.submission;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.GroundTruth;
import io.github.osgnet4j.postprocess.Window;
import java.util.List;

/**
 * The answer to one query, as a submission holds it.
 *
 * @param queryIdx the query's position in its annotation
 * @param annotationUid the annotation
 * @param clipUid the clip, a video id of the config's stores
 * @param windows in seconds, best first; what a score is where a file has none, its reader says
 */
public record Prediction(int queryIdx, String annotationUid, String clipUid, List<Window> windows) {

    /** Copies the windows. */
    public Prediction {
        windows = List.copyOf(windows);
    }

    /**
     * The answer to an annotated query, whose id splits at its last underscore.
     *
     * @throws io.github.osgnet4j.data.DataException if the id does not end in an underscore and a number
     */
    public static Prediction of(AnnotatedQuery query, List<Window> windows) {
        return new Prediction(query.queryIndex(), query.annotationUid(), query.videoId(), windows);
    }

    /** The query that is answered. */
    public GroundTruth.Key key() {
        return new GroundTruth.Key(clipUid, annotationUid, queryIdx);
    }

    /** The id of the query in the annotations. */
    public String queryId() {
        return annotationUid + "_" + queryIdx;
    }
}

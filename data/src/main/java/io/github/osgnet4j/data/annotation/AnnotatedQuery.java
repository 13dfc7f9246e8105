package io.github.osgnet4j.data.annotation;

import io.github.osgnet4j.data.DataException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query about a video, one line of an annotation file.
 *
 * @param queryId key of its text features; in the challenges {@code <annotation>_<index>}
 * @param query the words
 * @param duration seconds of the video
 * @param videoId key of the video's features; the clip of a submission
 * @param queryType nlq, goal_step, tacos, narration or nlq_narration
 * @param timestamps where the answer is; empty in a test split
 * @param labels object classes the words name
 */
public record AnnotatedQuery(
        String queryId,
        String query,
        double duration,
        String videoId,
        String queryType,
        List<Segment> timestamps,
        List<Label> labels) {

    /**
     * The annotation the query belongs to: its id up to the last underscore.
     *
     * @throws DataException if the id does not end in an underscore and a number
     */
    public String annotationUid() {
        return queryId.substring(0, split());
    }

    /**
     * The position of the query in its annotation: the number after the last underscore of its id.
     *
     * @throws DataException if the id does not end in an underscore and a number
     */
    public int queryIndex() {
        String number = queryId.substring(split() + 1);
        if (number.startsWith("-")) {
            throw malformed(null);
        }
        try {
            return Integer.parseInt(number);
        } catch (NumberFormatException e) {
            throw malformed(e);
        }
    }

    private int split() {
        int split = queryId.lastIndexOf('_');
        if (split < 0) {
            throw malformed(null);
        }
        return split;
    }

    private DataException malformed(@Nullable NumberFormatException cause) {
        return new DataException(
                "Query id '" + queryId + "' has no index: expected <annotation>_<number>, as in a challenge", cause);
    }
}

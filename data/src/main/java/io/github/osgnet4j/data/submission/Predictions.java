package io.github.osgnet4j.data.submission;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.config.Track;
import java.nio.file.Path;
import java.util.List;

/**
 * A submission file as a value.
 *
 * @param track whose challenge it answers
 * @param scored whether windows have scores; read from a file without them, a score is NaN
 * @param order what has decided the order of the windows, as the file says
 * @param predictions in the order of the file
 */
public record Predictions(Track track, boolean scored, WindowOrder order, List<Prediction> predictions) {

    public Predictions {
        predictions = List.copyOf(predictions);
    }

    /** Predictions whose windows are in the order of their scores. */
    public Predictions(Track track, boolean scored, List<Prediction> predictions) {
        this(track, scored, WindowOrder.SCORES, predictions);
    }

    /**
     * Reads a submission of either form, with scores or without.
     *
     * @throws DataException naming file and place if it is not a submission: not JSON, another challenge, a query twice,
     *     no windows, a window that is not two or three finite numbers, scores in some windows only
     */
    public static Predictions read(Path file) {
        return new SubmissionReader(file).read();
    }
}

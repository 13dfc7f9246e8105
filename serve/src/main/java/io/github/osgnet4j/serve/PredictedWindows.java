package io.github.osgnet4j.serve;

import io.github.osgnet4j.postprocess.Recall;
import io.github.osgnet4j.postprocess.Window;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The predictions for the queries of the split, from a file or from a model so far. Thread-safe. */
sealed interface PredictedWindows permits PredictionFile, AnswersSoFar {

    /** Windows of a query that are kept: as many as an evaluation looks at. */
    int MOST = Collections.max(Recall.RANKS);

    /** The name shown to users. */
    String name();

    /** The model that answers while the server runs; absent for a file. */
    Optional<String> model();

    /** The windows of a row in seconds, best first, with NaN where there are no scores; absent for no prediction. */
    Optional<List<Window>> windows(int row);

    /** Another number after each change. */
    long version();

    /** As many of some windows as are kept. */
    static List<Window> kept(List<Window> windows) {
        return List.copyOf(windows.subList(0, Math.min(MOST, windows.size())));
    }
}

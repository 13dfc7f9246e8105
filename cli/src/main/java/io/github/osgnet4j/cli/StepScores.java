package io.github.osgnet4j.cli;

import io.github.osgnet4j.data.submission.Prediction;
import io.github.osgnet4j.data.submission.WindowOrder;
import io.github.osgnet4j.postprocess.Window;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What becomes of scores when windows are reordered. */
enum StepScores {
    /** Each window keeps its own. */
    KEEP(WindowOrder.STEPS) {
        @Override
        Prediction of(Prediction reordered) {
            return reordered;
        }
    },
    /** The first window gets the highest, the second the next, and so on. */
    FALLING(WindowOrder.SCORES) {
        @Override
        Prediction of(Prediction reordered) {
            List<Double> scores = reordered.windows().stream()
                    .map(Window::score)
                    .sorted(Comparator.reverseOrder())
                    .toList();
            List<Window> windows = new ArrayList<>();
            for (Window window : reordered.windows()) {
                windows.add(new Window(window.start(), window.end(), scores.get(windows.size())));
            }
            return new Prediction(reordered.queryIdx(), reordered.annotationUid(), reordered.clipUid(), windows);
        }
    };

    private final WindowOrder order;

    StepScores(WindowOrder order) {
        this.order = order;
    }

    /** What a file with these scores says of the order of its windows. */
    WindowOrder order() {
        return order;
    }

    abstract Prediction of(Prediction reordered);
}

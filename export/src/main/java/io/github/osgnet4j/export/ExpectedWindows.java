package io.github.osgnet4j.export;

import io.github.osgnet4j.postprocess.LevelScores;
import io.github.osgnet4j.postprocess.OrderPrior;
import io.github.osgnet4j.postprocess.Ranking;
import io.github.osgnet4j.postprocess.RankingOptions;
import io.github.osgnet4j.postprocess.Window;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.bundle.Manifest.Preprocessing;
import io.github.osgnet4j.runtime.bundle.SampleTensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The windows that a bundle must make of the expected scores of its samples.
 *
 * @param preprocessing how feature steps become seconds
 * @param ranking how scores become windows
 */
record ExpectedWindows(Preprocessing preprocessing, RankingOptions ranking) {

    /**
     * Writes the length of a clip and the windows of scores of it.
     *
     * @param steps feature steps of the clip
     */
    List<SampleTensor> write(TensorWriter writer, List<LevelScores> levels, double steps, Optional<OrderPrior> prior)
            throws IOException {
        float duration = seconds(steps);
        List<SampleTensor> tensors = new ArrayList<>();
        tensors.add(writer.floats(Manifest.DURATION, new float[] {duration}, 1));
        tensors.add(write(writer, Manifest.WINDOWS, rank(levels, duration, prior, ranking)));
        return tensors;
    }

    /** Writes the windows as they are without a limit to their number. */
    SampleTensor writeAll(TensorWriter writer, List<LevelScores> levels, double steps, Optional<OrderPrior> prior)
            throws IOException {
        RankingOptions unlimited = ranking.withMaxWindows(Integer.MAX_VALUE);
        return write(writer, Manifest.ALL_WINDOWS, rank(levels, seconds(steps), prior, unlimited));
    }

    private float seconds(double steps) {
        return (float) (steps * preprocessing.featStride() / preprocessing.fps());
    }

    private List<Window> rank(
            List<LevelScores> levels, float duration, Optional<OrderPrior> prior, RankingOptions options) {
        return new Ranking(options).rank(levels, preprocessing.timing(duration), prior);
    }

    private static SampleTensor write(TensorWriter writer, String name, List<Window> windows) throws IOException {
        float[] values = new float[3 * windows.size()];
        for (int i = 0; i < windows.size(); i++) {
            values[3 * i] = (float) windows.get(i).start();
            values[3 * i + 1] = (float) windows.get(i).end();
            values[3 * i + 2] = (float) windows.get(i).score();
        }
        return writer.floats(name, values, windows.size(), 3);
    }
}

package io.github.osgnet4j.train;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.config.DatasetConfig;
import io.github.osgnet4j.data.config.ModelConfig;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.train.TrainingSample.Interval;
import java.util.ArrayList;
import java.util.List;

/** The supervision that the answers of a query provide to the heads, determined without features. */
public final class Supervision {

    private final DatasetConfig dataset;
    private final NetworkSpec spec;
    private final LossSettings losses;

    public Supervision(OsgnetConfig config) {
        ModelConfig.MultiTaskArch model = config.multiTask();
        this.dataset = config.dataset();
        this.spec = model.network();
        this.losses = LossSettings.of(model);
    }

    /**
     * Points of the pyramid that a query makes positive, without jittering. If there are none, nothing can be learnt
     * from the query about where an answer is.
     *
     * @param steps T of the video
     */
    public int positives(AnnotatedQuery query, int steps) {
        List<Targets.Level> levels = new ArrayList<>();
        for (int i = 0; i < spec.strides().size(); i++) {
            int stride = spec.strides().get(i);
            levels.add(new Targets.Level(
                    stride, (steps + stride - 1) / stride, losses.ranges().get(i)));
        }
        List<Interval> answers = query.timestamps().stream()
                .map(s -> SampleSource.steps(s, dataset))
                .toList();
        int positives = 0;
        for (boolean positive :
                Targets.assign(levels, answers, losses.centreRadius()).positive()) {
            positives += positive ? 1 : 0;
        }
        return positives;
    }

    /**
     * The padded steps of the longest video that can be trained on.
     *
     * @return {@code max_seq_len} times {@code model.max_buffer_len_factor}
     */
    public int maxSteps() {
        return losses.maxPoints();
    }

    /** Whether a video with the given number of padded steps is short enough for training. */
    public boolean fits(int steps) {
        return spec.paddedLength(steps) <= losses.maxPoints();
    }
}

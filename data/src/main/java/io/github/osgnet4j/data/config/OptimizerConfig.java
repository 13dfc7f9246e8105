package io.github.osgnet4j.data.config;

import java.util.List;
import java.util.OptionalInt;

/**
 * The {@code opt} section.
 *
 * @param type AdamW or SGD
 * @param momentum of SGD
 * @param weightDecay on weights of linear, convolution and embedding layers
 * @param learningRate per device; the official trainer multiplies it by the number of GPUs
 * @param backboneLrWeight factor on the learning rate of what is not a head
 * @param epochs without those of the warm-up
 * @param warmup whether the learning rate rises linearly at first
 * @param warmupEpochs for how long
 * @param schedule how it falls afterwards
 * @param scheduleSteps epochs of {@link Schedule#MULTISTEP} at which it falls, without those of the warm-up
 * @param scheduleGamma by which factor
 * @param earlyStopEpochs ends training before the schedule does
 */
public record OptimizerConfig(
        Type type,
        double momentum,
        double weightDecay,
        double learningRate,
        double backboneLrWeight,
        int epochs,
        boolean warmup,
        int warmupEpochs,
        Schedule schedule,
        List<Integer> scheduleSteps,
        double scheduleGamma,
        OptionalInt earlyStopEpochs) {

    /** The solver. */
    public enum Type {
        ADAMW,
        SGD
    }

    /** The course of the learning rate after the warm-up. */
    public enum Schedule {
        COSINE,
        CONSTANT,
        MULTISTEP
    }

    /** Epochs that training runs. */
    public int totalEpochs() {
        return earlyStopEpochs.orElse(epochs + warmupEpochs);
    }
}

package io.github.osgnet4j.train;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Settings of a run that are not in its config.
 *
 * @param folder of the run; created
 * @param init weights to start from, official or ours, not necessarily complete
 * @param resume whether to continue from the folder's last checkpoint
 * @param seed of all random choices; the config's if absent
 * @param epochs after which the run ends, whatever the schedule; the config's if absent
 * @param batchSize samples of a batch; the config's if absent
 * @param accumulate batches a device processes per step
 * @param mode how much of the run is validated
 * @param devices each processes {@code accumulate} batches per step
 * @param average the moving average of the weights
 * @param checkpointEvery steps between checkpoints, besides those at the end of epochs; 0 for none
 * @param keep how many checkpoints to resume from stay
 * @param stochasticDepth whether residual branches are left out at random, as the config says
 * @param skipMismatched whether tensors of {@code init} that have another shape than the network's are left out; else
 *     they are an error
 * @param kept which weights the run leaves
 * @param precision of the products in training passes; if absent, fp32 or that of the run to resume
 * @param checkpointActivations whether the backward pass computes blocks of the network again, which takes longer and less
 *     memory
 */
public record TrainSettings(
        Path folder,
        Optional<Path> init,
        boolean resume,
        OptionalLong seed,
        OptionalInt epochs,
        OptionalInt batchSize,
        int accumulate,
        Mode mode,
        List<Device> devices,
        MovingAverage average,
        int checkpointEvery,
        int keep,
        boolean stochasticDepth,
        boolean skipMismatched,
        Kept kept,
        Optional<Precision> precision,
        boolean checkpointActivations) {

    /** Which weights are ranked. */
    public enum Ranked {
        /** The moving average, as in the official code. */
        AVERAGE,
        /** Those that learn. */
        TRAINED
    }

    /**
     * The weights that a run keeps in addition to the last ones.
     *
     * @param ranked which weights are compared for {@code best} and kept of each epoch
     * @param epochs of how many epochs, counted from the last, the weights stay
     * @param officialCheckpoints whether each epoch's moving average is also written as the official trainer does
     */
    public record Kept(Ranked ranked, int epochs, boolean officialCheckpoints) {

        /** All epochs. */
        public static final int ALL = Integer.MAX_VALUE;

        /** Checks the number. */
        public Kept {
            if (epochs < 0) {
                throw new TrainException(
                        "The number of epochs whose weights are kept must not be negative, found " + epochs);
            }
        }

        /** The best moving average and that of each epoch, as in the official code, in this project's format. */
        public static Kept usual() {
            return new Kept(Ranked.AVERAGE, ALL, false);
        }
    }

    /** How much of the run is validated. */
    public enum Mode {
        /** Recall and loss. */
        TRAIN,
        /** Recall alone. */
        NOT_EVAL_LOSS,
        /** One step an epoch, one query a validation: does it run at all? */
        DEBUG
    }

    /** Checks the numbers. */
    public TrainSettings {
        if (accumulate < 1 || devices.isEmpty() || keep < 1 || checkpointEvery < 0) {
            throw new TrainException("accumulate, the number of devices and of kept checkpoints must be at least 1,"
                    + " found " + accumulate + ", " + devices.size() + " and " + keep);
        }
        devices = List.copyOf(devices);
    }

    /** A run with the settings of the config, on the CPU. */
    public static TrainSettings of(Path folder) {
        return new TrainSettings(
                folder,
                Optional.empty(),
                false,
                OptionalLong.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                1,
                Mode.TRAIN,
                List.of(Device.cpu()),
                MovingAverage.official(),
                0,
                2,
                true,
                false,
                Kept.usual(),
                Optional.empty(),
                false);
    }

    /** Batches a step. */
    int batches() {
        return accumulate * devices.size();
    }
}

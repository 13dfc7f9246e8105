package io.github.osgnet4j.train;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How a run differs from its config.
 *
 * @param folder of the run; created
 * @param init weights to start from, official or ours, not necessarily complete
 * @param resume whether to go on where the folder's last checkpoint was
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
        boolean stochasticDepth) {

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

    /** A run as the config has it, on the CPU. */
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
                true);
    }

    /** Batches a step. */
    int batches() {
        return accumulate * devices.size();
    }

    /** The same with other epochs. */
    public TrainSettings withEpochs(int count) {
        return new TrainSettings(
                folder,
                init,
                resume,
                seed,
                OptionalInt.of(count),
                batchSize,
                accumulate,
                mode,
                devices,
                average,
                checkpointEvery,
                keep,
                stochasticDepth);
    }

    /** The same, going on where the folder's last checkpoint was, and with checkpoints every so many steps. */
    public TrainSettings withResume(boolean goOn, int every) {
        return new TrainSettings(
                folder,
                init,
                goOn,
                seed,
                epochs,
                batchSize,
                accumulate,
                mode,
                devices,
                average,
                every,
                keep,
                stochasticDepth);
    }

    /** The same in another mode. */
    public TrainSettings withMode(Mode other) {
        return new TrainSettings(
                folder,
                init,
                resume,
                seed,
                epochs,
                batchSize,
                accumulate,
                other,
                devices,
                average,
                checkpointEvery,
                keep,
                stochasticDepth);
    }

    /** The same on other devices, with so many batches each. */
    public TrainSettings withDevices(List<Device> others, int batchesEach) {
        return new TrainSettings(
                folder,
                init,
                resume,
                seed,
                epochs,
                batchSize,
                batchesEach,
                mode,
                others,
                average,
                checkpointEvery,
                keep,
                stochasticDepth);
    }
}

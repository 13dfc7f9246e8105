package io.github.osgnet4j.benchmarks;

import io.github.osgnet4j.train.Devices;
import io.github.osgnet4j.train.MovingAverage;
import io.github.osgnet4j.train.Precision;
import io.github.osgnet4j.train.TrainSettings;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A way to compute a step of training. */
enum TrainWay {
    FP32(Precision.FP32, false),
    FP32_CHECKPOINTED(Precision.FP32, true),
    BF16(Precision.BF16, false),
    BF16_CHECKPOINTED(Precision.BF16, true);

    static final String DEVICES = "osgnet.train.devices";

    private final Precision precision;
    private final boolean checkpointing;

    TrainWay(Precision precision, boolean checkpointing) {
        this.precision = precision;
        this.checkpointing = checkpointing;
    }

    boolean checkpointing() {
        return checkpointing;
    }

    /** The same with all that blocks compute kept. */
    TrainWay keeping() {
        return precision == Precision.FP32 ? FP32 : BF16;
    }

    /** The options of the command. */
    @Override
    public String toString() {
        return "--precision " + precision.name().toLowerCase(Locale.ROOT)
                + (checkpointing ? " --checkpoint-activations" : "");
    }

    /**
     * The settings of a run this way.
     *
     * @param seed the config's if absent
     * @param epochs the config's if absent
     * @param batchSize the config's if absent
     * @param checkpointEvery steps
     */
    TrainSettings settings(
            Path folder,
            MovingAverage average,
            OptionalLong seed,
            OptionalInt epochs,
            OptionalInt batchSize,
            int checkpointEvery) {
        TrainSettings usual = TrainSettings.of(folder);
        return new TrainSettings(
                folder,
                usual.init(),
                false,
                seed,
                epochs,
                batchSize,
                usual.accumulate(),
                usual.mode(),
                Devices.parse(devices()),
                average,
                checkpointEvery,
                usual.keep(),
                usual.stochasticDepth(),
                usual.skipMismatched(),
                usual.kept(),
                Optional.of(precision),
                checkpointing);
    }

    /** What it trains on. */
    static String devices() {
        return System.getProperty(DEVICES, "cpu");
    }
}

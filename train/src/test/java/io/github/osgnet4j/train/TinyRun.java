package io.github.osgnet4j.train;

import io.github.osgnet4j.data.config.OsgnetConfig;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** A short run in a process of its own, which a test may kill: folder of the config, folder of the run, epochs. */
public final class TinyRun {

    static final int CHECKPOINT_EVERY = 3;

    private TinyRun() {}

    /** Goes on where the run was, if there is one. */
    public static void main(String[] args) {
        OsgnetConfig config = OsgnetConfig.load(Path.of(args[0]).resolve("config.yaml"), Optional.empty());
        TorchEngine.setThreads(1);
        TrainSettings usual = TrainSettings.of(Path.of(args[1]));
        TrainSettings settings = new TrainSettings(
                usual.folder(),
                usual.init(),
                true,
                usual.seed(),
                OptionalInt.of(Integer.parseInt(args[2])),
                usual.batchSize(),
                usual.accumulate(),
                TrainSettings.Mode.NOT_EVAL_LOSS,
                usual.devices(),
                usual.average(),
                CHECKPOINT_EVERY,
                usual.keep(),
                usual.stochasticDepth(),
                usual.skipMismatched(),
                usual.kept(),
                usual.precision(),
                usual.checkpointActivations());
        try (Trainer trainer = new Trainer(config, settings, TrainingListener.silent())) {
            trainer.run();
        }
    }
}

package io.github.osgnet4j.train;

import io.github.osgnet4j.data.config.OsgnetConfig;
import java.nio.file.Path;
import java.util.Optional;

/** A short run in a process of its own, which a test may kill: folder of the config, folder of the run, epochs. */
public final class TinyRun {

    static final int CHECKPOINT_EVERY = 3;

    private TinyRun() {}

    /** Goes on where the run was, if there is one. */
    public static void main(String[] args) {
        OsgnetConfig config = OsgnetConfig.load(Path.of(args[0]).resolve("config.yaml"), Optional.empty());
        TorchEngine.setThreads(1);
        TrainSettings settings = TrainSettings.of(Path.of(args[1]))
                .withEpochs(Integer.parseInt(args[2]))
                .withResume(true, CHECKPOINT_EVERY)
                .withMode(TrainSettings.Mode.NOT_EVAL_LOSS);
        try (Trainer trainer = new Trainer(config, settings, TrainingListener.silent())) {
            trainer.run();
        }
    }
}

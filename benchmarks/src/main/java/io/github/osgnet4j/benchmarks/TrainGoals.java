package io.github.osgnet4j.benchmarks;

import io.github.osgnet4j.data.config.OsgnetConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** What a step of training should take. The goals of memory are of the full network, batches of two clips of 900 steps. */
final class TrainGoals {

    /** How many times as long a step may take that computes blocks again. */
    static final double CHECKPOINTED = 1.35;

    /** What the official code took for a step of the demo on 2 cores with AVX-512 and AMX, in seconds. */
    static final String OFFICIAL_DEMO = "0.27 to 0.29";

    private static final double GIGABYTES = 7;
    private static final double GIGABYTES_CHECKPOINTED = 4;
    private static final int STEPS = 900;
    private static final int BATCH = 2;
    private static final int DEMO_BATCH = 4;

    private final boolean full;
    private final boolean demo;

    private TrainGoals(boolean full, boolean demo) {
        this.full = full;
        this.demo = demo;
    }

    /**
     * The goals of what is measured.
     *
     * @param root folder of the project
     * @param steps of clips of random features; absent for the config's own
     */
    static TrainGoals of(Path root, OsgnetConfig config, OptionalInt steps, int batchSize) throws IOException {
        boolean full = TrainWay.devices().equals("cpu")
                && sameNetwork(config, root.resolve("configs/nlq_v2_internvideo.yaml"))
                && steps.equals(OptionalInt.of(STEPS))
                && batchSize == BATCH;
        Path demo = root.resolve("configs/demo.yaml");
        return new TrainGoals(
                full,
                steps.isEmpty()
                        && batchSize == DEMO_BATCH
                        && sameNetwork(config, demo)
                        && sameData(config, OsgnetConfig.load(demo, Optional.empty())));
    }

    private static boolean sameNetwork(OsgnetConfig config, Path other) {
        return config.network()
                .equals(OsgnetConfig.load(other, Optional.empty()).network());
    }

    private static boolean sameData(OsgnetConfig config, OsgnetConfig other) throws IOException {
        return Files.isSameFile(
                config.dataset().trainAnnotations(), other.dataset().trainAnnotations());
    }

    /** GB of 10^9 bytes that a process may have in memory, where that is said. */
    OptionalDouble gigabytes(TrainWay way) {
        return full
                ? OptionalDouble.of(way.checkpointing() ? GIGABYTES_CHECKPOINTED : GIGABYTES)
                : OptionalDouble.empty();
    }

    /** Whether the official code's time for the demo is of the same step. */
    boolean isDemo() {
        return demo;
    }
}

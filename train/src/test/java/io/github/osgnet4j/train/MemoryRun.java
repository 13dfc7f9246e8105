package io.github.osgnet4j.train;

import ai.djl.Device;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.network.WeightInitializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Trains 300 steps and prints, after 100 of them and at the end, resident kilobytes and arrays alive. */
public final class MemoryRun {

    static final int WARM_UP = 100;
    static final int STEPS = 300;

    private MemoryRun() {}

    public static void main(String[] args) throws IOException {
        OsgnetConfig config = GoldenBatches.config();
        List<TrainingBatch> batches = GoldenBatches.batches(config, 4);
        try (TrainingStep training = new TrainingStep(
                config,
                WeightInitializer.initialize(config.network(), 3),
                List.of(Device.cpu()),
                1,
                MovingAverage.official(),
                true,
                Compute.USUAL)) {
            for (int i = 0; i < STEPS; i++) {
                training.run(List.of(batches.get(i % batches.size())), i, 1e-3, 1);
                if (i + 1 == WARM_UP || i + 1 == STEPS) {
                    System.gc();
                    int arrays = training.first().manager().getManagedArrays().size();
                    System.out.println("resident " + residentKilobytes() + " " + arrays);
                }
            }
        }
    }

    private static long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(l -> l.startsWith("VmRSS:"))
                .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}

package io.github.osgnet4j.benchmarks;

import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.train.MovingAverage;
import io.github.osgnet4j.train.TorchEngine;
import io.github.osgnet4j.train.TrainSettings;
import io.github.osgnet4j.train.Trainer;
import io.github.osgnet4j.train.TrainingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The process of a {@link TrainStep}: trains some steps one way, saves a checkpoint and prints what that took. */
final class TrainStepProcess {

    /** In place of a folder of random features. */
    static final String OWN = "own";

    /** What calls it, as the first argument of {@link Benchmarks}. */
    static final String NAME = "train-step-of";

    private static final Path PROCESS = Path.of("/proc/self");

    /**
     * What a process measured.
     *
     * @param seconds of a step: the median, of two the better
     * @param processor seconds of all cores, likewise; on a busy machine they vary less
     * @param loading seconds of a step's wait for data, at most
     * @param gigabytes it had in memory at most before the checkpoint
     * @param saving gigabytes it had in memory at most while it saved the checkpoint; NaN where the system does not tell
     */
    record Measured(double seconds, double processor, double loading, double gigabytes, double saving) {

        static Measured parse(String printed) {
            double[] numbers = Arrays.stream(printed.strip().split(" "))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            return new Measured(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
        }

        private void print() {
            System.out.printf(
                    Locale.ROOT, "%.6f %.6f %.6f %.6f %.6f%n", seconds, processor, loading, gigabytes, saving);
        }
    }

    private TrainStepProcess() {}

    /**
     * Measures one way.
     *
     * @param data folder of random features, or {@link #OWN}
     * @param steps to take; the first is not counted
     */
    static void run(TrainWay way, Path config, String data, int batchSize, int steps) throws IOException {
        OsgnetConfig loaded =
                OsgnetConfig.load(config, data.equals(OWN) ? Optional.empty() : Optional.of(Path.of(data)));
        TorchEngine.setThreads(TorchEngine.threadsFor(loaded.network()));
        try (TemporaryFolder folder = TemporaryFolder.create("train-step-run")) {
            TrainSettings settings = way.settings(
                    folder.path(),
                    MovingAverage.official(),
                    OptionalLong.empty(),
                    OptionalInt.empty(),
                    OptionalInt.of(batchSize),
                    steps);
            Steps taken = new Steps(steps);
            try (Trainer trainer = new Trainer(loaded, settings, taken)) {
                trainer.run();
                throw new IllegalArgumentException(config + " trains for fewer than " + steps + " steps");
            } catch (Enough e) {
                taken.measured().print();
            }
        }
    }

    /** Ends a run that would go on. */
    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private static final class Steps implements TrainingListener {

        private final int wanted;
        private final List<StepReport> reports = new ArrayList<>();
        private final List<Double> processors = new ArrayList<>();
        private double gigabytes;
        private boolean forgotten;

        Steps(int wanted) {
            this.wanted = wanted;
        }

        @Override
        public void stepped(StepReport report) {
            reports.add(report);
            processors.add(Cost.processorsSoFar());
            if (reports.size() == wanted) {
                gigabytes = peak();
                forgotten = forgetPeak();
            }
        }

        @Override
        public void saved(Path checkpoint) {
            if (reports.size() == wanted) {
                throw new Enough();
            }
        }

        Measured measured() {
            List<StepReport> counted = reports.subList(1, wanted);
            return new Measured(
                    lowerMedian(counted.stream()
                            .mapToDouble(r ->
                                    r.loadSeconds() + r.forwardSeconds() + r.backwardSeconds() + r.optimizerSeconds())),
                    lowerMedian(IntStream.range(1, wanted).mapToDouble(i -> processors.get(i) - processors.get(i - 1))),
                    counted.stream().mapToDouble(StepReport::loadSeconds).max().orElseThrow(),
                    gigabytes,
                    forgotten ? peak() : Double.NaN);
        }

        private static double lowerMedian(DoubleStream values) {
            double[] sorted = values.sorted().toArray();
            return sorted[(sorted.length - 1) / 2];
        }
    }

    /** GB of 10^9 bytes in memory at most, as Linux counts them. */
    private static double peak() {
        try {
            return 1024e-9
                    * Files.readAllLines(PROCESS.resolve("status")).stream()
                            .filter(line -> line.startsWith("VmHWM:"))
                            .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes the peak that from now on, where the system can. */
    private static boolean forgetPeak() {
        try {
            Files.writeString(PROCESS.resolve("clear_refs"), "5", StandardOpenOption.WRITE);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

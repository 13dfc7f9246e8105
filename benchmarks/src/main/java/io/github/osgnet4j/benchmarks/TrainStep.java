package io.github.osgnet4j.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.train.Devices;
import io.github.osgnet4j.train.Precision;
import io.github.osgnet4j.train.TorchEngine;
import io.github.osgnet4j.train.TrainSettings;
import io.github.osgnet4j.train.Trainer;
import io.github.osgnet4j.train.TrainingListener;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.openjdk.jmh.util.ListStatistics;

/**
 * How long a step of training takes and how much memory, in each way to compute it. Every way has processes of its own, so
 * that its peak is its own; they take turns, and ratios are those of a round.
 *
 * @param steps of each clip
 * @param batchSize samples of a step
 * @param rounds processes of each way
 */
record TrainStep(Path config, int steps, int batchSize, int rounds) {

    /** Property that names what it trains on. */
    private static final String DEVICES = "osgnet.train.devices";

    private static final int CLIPS = 4;
    private static final int QUERIES = 12;
    /** Steps of a process; the first is not counted. */
    private static final int TAKEN = 3;

    /** A way to compute a step. */
    enum Way {
        FP32(Precision.FP32, false),
        FP32_CHECKPOINTED(Precision.FP32, true),
        BF16(Precision.BF16, false),
        BF16_CHECKPOINTED(Precision.BF16, true);

        private final Precision precision;
        private final boolean checkpointing;

        Way(Precision precision, boolean checkpointing) {
            this.precision = precision;
            this.checkpointing = checkpointing;
        }

        String options() {
            return "--precision " + precision.name().toLowerCase(Locale.ROOT)
                    + (checkpointing ? " --checkpoint-activations" : "");
        }
    }

    /**
     * What a process measured.
     *
     * @param seconds of the fastest of its steps
     * @param processor seconds of all cores in the step that took least; on a busy machine it varies less
     * @param loading seconds of a step's wait for data, at most
     * @param gigabytes it had in memory at most
     */
    private record Measured(double seconds, double processor, double loading, double gigabytes) {}

    /** Measures all ways and prints each process, then the medians. */
    void measure(List<Way> ways) throws IOException, InterruptedException {
        try (TemporaryFolder folder = TemporaryFolder.create("train-step")) {
            Path data = folder.path();
            new UniformSplit(CLIPS, QUERIES, steps).writeAll(OsgnetConfig.load(config, Optional.of(data)));
            Map<Way, List<Measured>> all = new EnumMap<>(Way.class);
            for (int round = 0; round < rounds; round++) {
                for (Way way : ways) {
                    Measured measured = child(way, data);
                    all.computeIfAbsent(way, w -> new ArrayList<>()).add(measured);
                    print(way.options(), measured);
                }
            }
            System.out.println(
                    "Medians of " + rounds + " processes, and of the ratios to the first way's in the same round:");
            List<Measured> base = all.get(ways.get(0));
            all.forEach((way, each) -> {
                print(
                        String.format(
                                Locale.ROOT,
                                "%s: %.2f times as long, %.2f of the processor's time",
                                way.options(),
                                ratio(each, base, Measured::seconds),
                                ratio(each, base, Measured::processor)),
                        new Measured(
                                median(each.stream().mapToDouble(Measured::seconds)),
                                median(each.stream().mapToDouble(Measured::processor)),
                                median(each.stream().mapToDouble(Measured::loading)),
                                median(each.stream().mapToDouble(Measured::gigabytes))));
            });
        }
    }

    private static double ratio(List<Measured> each, List<Measured> base, ToDoubleFunction<Measured> what) {
        return median(IntStream.range(0, each.size())
                .mapToDouble(i -> what.applyAsDouble(each.get(i)) / what.applyAsDouble(base.get(i))));
    }

    private static void print(String what, Measured m) {
        System.out.printf(
                Locale.ROOT,
                "%6.2f s a step (%6.2f s of processors, %.3f s of waiting for data), peak %5.2f GB: %s%n",
                m.seconds(),
                m.processor(),
                m.loading(),
                m.gigabytes(),
                what);
    }

    private static String devices() {
        return System.getProperty(DEVICES, "cpu");
    }

    private static double median(DoubleStream values) {
        return new ListStatistics(values.toArray()).getPercentile(50);
    }

    private Measured child(Way way, Path data) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-D" + DEVICES + "=" + devices(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Benchmarks.class.getName(),
                        "train-step-of",
                        way.name(),
                        config.toString(),
                        data.toString(),
                        Integer.toString(batchSize))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("The process of " + way + " failed: " + output);
        }
        double[] numbers = Arrays.stream(output.strip().split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        return new Measured(numbers[0], numbers[1], numbers[2], numbers[3]);
    }

    /** What a child process does: trains some steps and prints what it measured. */
    static void measureOne(Way way, Path config, Path data, int batchSize) throws IOException {
        TorchEngine.setThreads(Runtime.getRuntime().availableProcessors());
        OsgnetConfig loaded = OsgnetConfig.load(config, Optional.of(data));
        TrainSettings usual = TrainSettings.of(Files.createTempDirectory(data, "run"));
        TrainSettings settings = new TrainSettings(
                usual.folder(),
                usual.init(),
                false,
                usual.seed(),
                usual.epochs(),
                OptionalInt.of(batchSize),
                usual.accumulate(),
                usual.mode(),
                Devices.parse(devices()),
                usual.average(),
                usual.checkpointEvery(),
                usual.keep(),
                usual.stochasticDepth(),
                usual.skipMismatched(),
                usual.kept(),
                Optional.of(way.precision),
                way.checkpointing);
        Steps steps = new Steps();
        try (Trainer trainer = new Trainer(loaded, settings, steps)) {
            trainer.run();
        } catch (Enough e) {
            System.out.printf(
                    Locale.ROOT,
                    "%.6f %.6f %.6f %.6f%n",
                    steps.fastest(),
                    steps.leastOfProcessors(),
                    steps.longestWait(),
                    peak() / 1e9);
        }
    }

    /** Ends a run that would go on. */
    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private static final class Steps implements TrainingListener {

        private final List<StepReport> reports = new ArrayList<>();
        private final List<Double> processors = new ArrayList<>();

        @Override
        public void stepped(StepReport report) {
            reports.add(report);
            processors.add(processorSeconds());
            if (reports.size() == TAKEN) {
                throw new Enough();
            }
        }

        /** Of those that count. */
        double fastest() {
            return reports.stream()
                    .skip(1)
                    .mapToDouble(r -> r.loadSeconds() + r.forwardSeconds() + r.backwardSeconds() + r.optimizerSeconds())
                    .min()
                    .orElseThrow();
        }

        double leastOfProcessors() {
            return IntStream.range(1, processors.size())
                    .mapToDouble(i -> processors.get(i) - processors.get(i - 1))
                    .min()
                    .orElseThrow();
        }

        double longestWait() {
            return reports.stream()
                    .skip(1)
                    .mapToDouble(StepReport::loadSeconds)
                    .max()
                    .orElseThrow();
        }
    }

    private static double processorSeconds() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() * 1e-9;
    }

    /** Bytes, as Linux counts them. */
    private static double peak() throws IOException {
        return 1024
                * Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("VmHWM:"))
                        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElse(0);
    }
}

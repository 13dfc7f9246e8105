package io.github.osgnet4j.benchmarks;

import io.github.osgnet4j.benchmarks.TrainStepProcess.Measured;
import io.github.osgnet4j.data.config.OsgnetConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How long a step of training takes and how much memory, in each way to compute it, beside what it should take. Every way
 * has processes of its own, so that its peak is its own; they take turns, and ratios are those of a round.
 *
 * @param steps of each clip of random features; absent for the config's own data
 * @param batchSize samples of a step
 * @param rounds processes of each way
 */
record TrainStep(Path config, OptionalInt steps, int batchSize, int rounds) {

    private static final int CLIPS = 4;
    private static final int QUERIES = 12;
    /** Steps of a process on random features, and on a config's own data, which may be small. */
    private static final int TAKEN = 3;

    private static final int TAKEN_OF_OWN = 60;

    /** Measures all ways and prints each process, then the medians. */
    void measure(Path root, List<TrainWay> ways) throws IOException, InterruptedException {
        try (TemporaryFolder folder = TemporaryFolder.create("train-step")) {
            OsgnetConfig loaded =
                    OsgnetConfig.load(config, steps.isPresent() ? Optional.of(folder.path()) : Optional.empty());
            if (steps.isPresent()) {
                new UniformSplit(CLIPS, QUERIES, steps.getAsInt()).writeAll(loaded);
            }
            Map<TrainWay, List<Measured>> all = new EnumMap<>(TrainWay.class);
            for (int round = 0; round < rounds; round++) {
                for (TrainWay way : ways) {
                    Measured measured = child(way, folder.path());
                    all.computeIfAbsent(way, w -> new ArrayList<>()).add(measured);
                    System.out.println(text(measured) + ": " + way);
                }
            }
            System.out.println("Medians of " + rounds + " processes, and of ratios within a round:");
            TrainGoals goals = TrainGoals.of(root, loaded, steps, batchSize);
            all.forEach((way, each) -> System.out.println(medians(way, each, all, goals)));
        }
    }

    private static String medians(
            TrainWay way, List<Measured> each, Map<TrainWay, List<Measured>> all, TrainGoals goals) {
        Measured medians = new Measured(
                Medians.of(each, Measured::seconds),
                Medians.of(each, Measured::processor),
                Medians.of(each, Measured::loading),
                Medians.of(each, Measured::gigabytes),
                Medians.of(each, Measured::saving));
        List<String> parts = new ArrayList<>(List.of(text(medians)));
        goals.gigabytes(way).ifPresent(goal -> parts.add(String.format(Locale.ROOT, "goal of the peak %.0f GB", goal)));
        if (goals.isDemo()) {
            parts.add("the official code took " + TrainGoals.OFFICIAL_DEMO + " s on 2 cores with AVX-512 and AMX");
        }
        if (way.keeping() != TrainWay.FP32 && all.containsKey(TrainWay.FP32)) {
            parts.add(ratios(each, TrainWay.FP32, all));
        }
        if (way.checkpointing() && all.containsKey(way.keeping())) {
            parts.add(ratios(each, way.keeping(), all)
                    + String.format(Locale.ROOT, ", goal at most %.2f", TrainGoals.CHECKPOINTED));
        }
        return way + ": " + String.join("; ", parts);
    }

    private static String ratios(List<Measured> each, TrainWay other, Map<TrainWay, List<Measured>> all) {
        return String.format(
                Locale.ROOT,
                "%.2f times as long as %s, %.2f of its processors' time",
                Medians.ratios(each, all.get(other), Measured::seconds).getPercentile(50),
                other,
                Medians.ratios(each, all.get(other), Measured::processor).getPercentile(50));
    }

    private static String text(Measured m) {
        return String.format(
                Locale.ROOT,
                "%.2f s a step (%.2f s of processors, %.3f s of waiting for data), peak %.2f GB, %.2f GB while it"
                        + " saves a checkpoint",
                m.seconds(),
                m.processor(),
                m.loading(),
                m.gigabytes(),
                m.saving());
    }

    private Measured child(TrainWay way, Path data) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-D" + TrainWay.DEVICES + "=" + TrainWay.devices(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Benchmarks.class.getName(),
                        TrainStepProcess.NAME,
                        way.name(),
                        config.toString(),
                        steps.isPresent() ? data.toString() : TrainStepProcess.OWN,
                        Integer.toString(batchSize),
                        Integer.toString(steps.isPresent() ? TAKEN : TAKEN_OF_OWN))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("The process of " + way + " failed: " + output);
        }
        return Measured.parse(output);
    }
}

package io.github.osgnet4j.benchmarks;

import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.postprocess.RecallTable;
import io.github.osgnet4j.train.MovingAverage;
import io.github.osgnet4j.train.TorchEngine;
import io.github.osgnet4j.train.Trainer;
import io.github.osgnet4j.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Whole runs of training with and without bfloat16, from several seeds: how far the precision moves losses and recall,
 * beside how far another seed moves them.
 *
 * @param seeds 1, 2 and so on
 * @param epochs the config's if absent
 */
record PrecisionRuns(Path config, int seeds, OptionalInt epochs) {

    private static final List<TrainWay> WAYS = List.of(TrainWay.FP32, TrainWay.BF16);
    private static final double[] THRESHOLDS = {0.3, 0.5};

    /**
     * What a run was like.
     *
     * @param first loss and gradient norm of its first step
     * @param losses mean loss of each epoch
     * @param last validation after the last
     */
    private record Run(TrainingListener.StepReport first, double[] losses, TrainingListener.ValidationReport last) {

        double finalLoss() {
            return losses[losses.length - 1];
        }
    }

    /** Collects what a {@link Run} needs. */
    private static final class Recorder implements TrainingListener {

        private final List<StepReport> steps = new ArrayList<>();

        @Override
        public void stepped(StepReport report) {
            steps.add(report);
        }

        Run run(ValidationReport last) {
            return new Run(
                    steps.get(0),
                    steps.stream()
                            .collect(Collectors.groupingBy(
                                    StepReport::epoch, TreeMap::new, Collectors.averagingDouble(StepReport::total)))
                            .values()
                            .stream()
                            .mapToDouble(Double::doubleValue)
                            .toArray(),
                    last);
        }
    }

    /** Trains, one run after the other, and prints each; then the comparison. */
    void measure() throws IOException {
        OsgnetConfig loaded = OsgnetConfig.load(config, Optional.empty());
        TorchEngine.setThreads(TorchEngine.threadsFor(loaded.network()));
        System.out.println(
                "seed  precision         loss of the last epoch, of validation   R@1 at IoU 0.3, 0.5: trained,"
                        + " average");
        List<List<Run>> all =
                WAYS.stream().<List<Run>>map(w -> new ArrayList<>()).toList();
        for (int seed = 1; seed <= seeds; seed++) {
            for (int way = 0; way < WAYS.size(); way++) {
                Run run = train(loaded, WAYS.get(way), seed);
                all.get(way).add(run);
                System.out.printf(
                        Locale.ROOT,
                        "%4d  %s  %22.4f  %13.4f  %26s, %s%n",
                        seed,
                        WAYS.get(way),
                        run.finalLoss(),
                        run.last().loss(),
                        recall(run.last().trained()),
                        recall(run.last().average()));
            }
        }
        print(all.get(0), all.get(1));
    }

    private static String recall(RecallTable table) {
        return String.format(
                Locale.ROOT, "%.1f %.1f %%", table.percent(1, THRESHOLDS[0]), table.percent(1, THRESHOLDS[1]));
    }

    private Run train(OsgnetConfig loaded, TrainWay way, int seed) throws IOException {
        Recorder recorder = new Recorder();
        try (TemporaryFolder folder = TemporaryFolder.create("precision");
                Trainer trainer = new Trainer(
                        loaded,
                        way.settings(
                                folder.path(),
                                new MovingAverage(MovingAverage.official().decay(), true),
                                OptionalLong.of(seed),
                                epochs,
                                OptionalInt.empty(),
                                0),
                        recorder)) {
            return recorder.run(trainer.run().orElseThrow());
        }
    }

    private static void print(List<Run> fp32, List<Run> bf16) {
        System.out.println("First step, same weights, batch and branches, bf16 against fp32 of the same seed:");
        for (int seed = 0; seed < fp32.size(); seed++) {
            System.out.printf(
                    Locale.ROOT,
                    "  seed %d: loss %+.1e, gradient norm %+.1e%n",
                    seed + 1,
                    bf16.get(seed).first().total() / fp32.get(seed).first().total() - 1,
                    bf16.get(seed).first().gradientNorm()
                                    / fp32.get(seed).first().gradientNorm()
                            - 1);
        }
        System.out.println("Mean loss of an epoch, how far apart on average: bf16 and fp32 of the same seed;"
                + " two seeds of fp32, of bf16");
        for (int epoch = 0; epoch < fp32.get(0).losses().length; epoch++) {
            System.out.printf(
                    Locale.ROOT,
                    "  epoch %2d: %.4f; %.4f, %.4f (fp32 %.4f, bf16 %.4f)%n",
                    epoch + 1,
                    betweenPrecisions(fp32, bf16, epoch),
                    betweenSeeds(fp32, epoch),
                    betweenSeeds(bf16, epoch),
                    mean(fp32, epoch),
                    mean(bf16, epoch));
        }
    }

    private static double betweenPrecisions(List<Run> fp32, List<Run> bf16, int epoch) {
        return IntStream.range(0, fp32.size())
                .mapToDouble(
                        i -> Math.abs(fp32.get(i).losses()[epoch] - bf16.get(i).losses()[epoch]))
                .average()
                .orElseThrow();
    }

    private static double betweenSeeds(List<Run> runs, int epoch) {
        return IntStream.range(0, runs.size())
                .boxed()
                .flatMap(i -> runs.subList(i + 1, runs.size()).stream()
                        .map(other -> Math.abs(runs.get(i).losses()[epoch] - other.losses()[epoch])))
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
    }

    private static double mean(List<Run> runs, int epoch) {
        return runs.stream().mapToDouble(run -> run.losses()[epoch]).average().orElseThrow();
    }
}

package io.github.osgnet4j.benchmarks;

import io.github.osgnet4j.benchmarks.Turns.Way;
import io.github.osgnet4j.cli.CommandException;
import io.github.osgnet4j.cli.Osgnet;
import io.github.osgnet4j.cli.bench.Asking;
import io.github.osgnet4j.cli.bench.BenchClip;
import io.github.osgnet4j.cli.bench.Callers;
import io.github.osgnet4j.data.config.ObjectMode;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.natives.Processor;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.network.WeightInitializer;
import io.github.osgnet4j.postprocess.LevelScores;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.GrounderOptions;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.StepObjects;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.train.OfficialNetwork;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * What a query costs in bundles and in the network on PyTorch as the official code computes it, all in one process: like
 * with like, throughput and a query alone.
 *
 * @param config whose network is compared
 * @param steps of the clip
 */
record AgainstOfficial(Path config, int steps, Turns turns) {

    private static final long SEED = 1;
    /** What float32 may move an output, relative to the standard deviation of all. */
    private static final double ROUNDING = 1e-3;

    /** How many times the throughput of the official network each is to have. */
    private static final double GOAL_FP32 = 1.55;

    private static final double GOAL_INT8 = 5;

    /** Exports of the config with {@code --random-weights 1}. */
    record Bundles(Path fp32, Path int8) {}

    /** Exports the bundles into a folder that goes afterwards, and measures. */
    void measure() throws IOException {
        try (TemporaryFolder folder = TemporaryFolder.create("osgnet-official")) {
            Bundles bundles =
                    new Bundles(folder.path().resolve("fp32"), folder.path().resolve("int8"));
            export(bundles.fp32(), List.of());
            List<String> int8 = new ArrayList<>(List.of("--precision", "int8"));
            if (Processor.ofMachine().multipliesBytesExactly()) {
                int8.addAll(List.of("--int8-for", "vnni"));
            }
            export(bundles.int8(), int8);
            measure(bundles);
        }
    }

    /** Exports the config with random weights. */
    void export(Path bundle, List<String> options) {
        List<String> words = new ArrayList<>(List.of("export", "--config", config.toString()));
        words.addAll(List.of("--random-weights", Long.toString(SEED), "--output", bundle.toString()));
        words.addAll(options);
        PrintWriter err = new PrintWriter(System.err);
        if (Osgnet.run(err, err, words.toArray(String[]::new)) != 0) {
            throw new CommandException("osgnet " + String.join(" ", words) + " failed");
        }
    }

    /**
     * Measures and prints.
     *
     * @throws CommandException if the fp32 bundle answers otherwise than the network on PyTorch
     */
    void measure(Bundles bundles) {
        OsgnetConfig loaded = OsgnetConfig.load(config, Optional.empty());
        NetworkSpec spec = loaded.network();
        boolean hasObjects = loaded.seenObjects() != ObjectMode.NONE;
        try (OfficialNetwork network = new OfficialNetwork(spec, WeightInitializer.atFullScale(spec, SEED))) {
            try (Grounder fp32 = open(bundles.fp32(), 1);
                    Grounder int8 = open(bundles.int8(), 1);
                    OfficialSide official = new OfficialSide(network, FullClip.THREADS, 1);
                    Callers callers = new Callers(FullClip.THREADS)) {
                BenchClip clip = clip(fp32.manifest());
                List<OfficialNetwork.Query> queries = clip.queries().stream()
                        .map(query -> OfficialSide.query(spec, hasObjects, clip, query))
                        .toList();
                describe(spec, official.hasNativeScan(), fp32, int8);
                requireSameAnswers(official, OfficialSide.query(spec, hasObjects, clip, clip.one()), fp32, clip);
                turns.compare(
                        FullClip.OF_CLIP,
                        FullClip.THREADS * clip.queries().size(),
                        List.of(
                                Way.of("official", () -> callers.run(caller -> official.answer(caller, queries))),
                                new Way(
                                        "fp32",
                                        () -> callers.run(caller -> Asking.answer(fp32, clip, clip.queries())),
                                        Optional.of(GOAL_FP32)),
                                new Way(
                                        "int8",
                                        () -> callers.run(caller -> Asking.answer(int8, clip, clip.queries())),
                                        Optional.of(GOAL_INT8))));
            }
            try (Grounder fp32 = open(bundles.fp32(), FullClip.THREADS);
                    Grounder int8 = open(bundles.int8(), FullClip.THREADS);
                    OfficialSide official = new OfficialSide(network, 1, FullClip.THREADS)) {
                BenchClip clip = clip(fp32.manifest());
                List<OfficialNetwork.Query> one = List.of(OfficialSide.query(spec, hasObjects, clip, clip.one()));
                turns.compare(
                        FullClip.ALONE,
                        1,
                        List.of(
                                Way.of("official", () -> official.answer(0, one)),
                                Way.of("fp32", () -> Asking.answer(fp32, clip, List.of(clip.one()))),
                                Way.of("int8", () -> Asking.answer(int8, clip, List.of(clip.one())))));
            }
        }
    }

    private static Grounder open(Path bundle, int threads) {
        return Grounder.open(bundle, GrounderOptions.defaults().withIntraOpThreads(threads));
    }

    /** PyTorch has no class embeddings of a bundle: all bring their own. */
    private BenchClip clip(Manifest manifest) {
        BenchClip clip = FullClip.of(manifest, steps);
        Random random = new Random(SEED);
        List<QueryInput> queries = clip.queries().stream()
                .map(query -> query.objects() instanceof StepObjects.Classes classes
                        ? query.withObjects(rows(manifest, classes, random))
                        : query)
                .toList();
        return new BenchClip(clip.video(), clip.duration(), queries);
    }

    private static StepObjects rows(Manifest manifest, StepObjects.Classes classes, Random random) {
        int rows = manifest.classEmbeddings().orElseThrow().rows();
        float[] table = new float[rows * manifest.dimensions().objectDim()];
        for (int i = 0; i < table.length; i++) {
            table[i] = (float) random.nextGaussian();
        }
        return new StepObjects.Rows(table, rows, classes.steps());
    }

    private void describe(NetworkSpec spec, boolean nativeScan, Grounder fp32, Grounder int8) {
        turns.out()
                .printf(
                        Locale.ROOT,
                        "official: this project's reading of the official network on PyTorch, in float32, with %s;"
                                + " each query computes everything anew, for %d steps padded to %d%n",
                        nativeScan ? "the native scan of this project" : "a scan in Java",
                        steps,
                        spec.paddedLength(steps));
        turns.out()
                .printf(
                        Locale.ROOT,
                        "bundles on ONNX Runtime: fp32 is %s, int8 is %s; a clip of %d queries is encoded once%n",
                        described(fp32),
                        described(int8),
                        FullClip.QUERIES);
    }

    private static String described(Grounder bundle) {
        return bundle.manifest().precision().kind().name().toLowerCase(Locale.ROOT) + " with "
                + (bundle.hasNativeScan() ? "the native scan" : "the scan as nodes");
    }

    /** Both sides compute the same, or there is nothing to compare. */
    private void requireSameAnswers(OfficialSide official, OfficialNetwork.Query query, Grounder fp32, BenchClip clip) {
        double difference = difference(official.score(query), fp32.score(fp32.encode(clip.video()), clip.one()));
        if (!(difference < ROUNDING)) {
            throw new CommandException(String.format(
                    Locale.ROOT,
                    "%s answers otherwise than the network of %s on PyTorch, by %.2g of the standard deviation;"
                            + " expected an export of this config with --random-weights %d",
                    fp32.bundle().folder(),
                    config,
                    difference,
                    SEED));
        }
        turns.out()
                .printf(
                        Locale.ROOT,
                        "official and fp32 give the same scores and offsets, up to %.1e of their standard deviations%n",
                        difference);
    }

    /** The largest difference of scores and of offsets that count, each in standard deviations of all. */
    private static double difference(List<LevelScores> expected, List<LevelScores> found) {
        return Math.max(
                difference(expected, found, LevelScores::logits, LevelScores::classes),
                difference(expected, found, LevelScores::offsets, level -> 2));
    }

    private static double difference(
            List<LevelScores> expected,
            List<LevelScores> found,
            Function<LevelScores, float[]> values,
            ToIntFunction<LevelScores> perStep) {
        double sum = 0;
        double squares = 0;
        double largest = 0;
        int count = 0;
        for (int i = 0; i < expected.size(); i++) {
            LevelScores a = expected.get(i);
            float[] other = values.apply(found.get(i));
            for (int k = 0; k < a.valid() * perStep.applyAsInt(a); k++) {
                double value = values.apply(a)[k];
                sum += value;
                squares += value * value;
                count++;
                largest = Math.max(largest, Math.abs(value - other[k]));
            }
        }
        double mean = sum / count;
        return largest / Math.sqrt(squares / count - mean * mean);
    }
}

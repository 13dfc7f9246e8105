package io.github.osgnet4j.benchmarks;

import io.github.osgnet4j.data.config.DatasetConfig;
import io.github.osgnet4j.data.config.ObjectMode;
import io.github.osgnet4j.data.config.ObjectsConfig;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.io.NpyArray;
import io.github.osgnet4j.data.io.Npz;
import io.github.osgnet4j.data.io.ObjectRecords;
import io.github.osgnet4j.data.prepare.StoreBuilder;
import io.github.osgnet4j.data.sample.FeatureRate;
import io.github.osgnet4j.data.sample.JobIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;

/**
 * A split of random features and of clips that are alike, where a config expects its own: for measuring how long a
 * job takes, which does not depend on what the features are. One object is in each frame, the one that every query names.
 *
 * @param clips of the split
 * @param queries of each clip
 * @param steps of each clip
 */
record UniformSplit(int clips, int queries, int steps) {

    private static final int TOKENS = 10;
    private static final int CLASSES = 8;

    /** Writes the same split for validation and for training. */
    void writeAll(OsgnetConfig config) throws IOException {
        write(config);
        DatasetConfig data = config.dataset();
        if (!data.trainTextFeatures().equals(data.valTextFeatures())) {
            tokens(data.trainTextFeatures(), config, new Random(2));
        }
        Files.createDirectories(data.trainAnnotations().getParent());
        Files.write(data.trainAnnotations(), lines(data));
        if (data.narrations().isPresent()) {
            Path folder = Files.createDirectories(data.narrations().get());
            for (int i = 0; i < clips; i++) {
                Files.write(folder.resolve(clip(i) + ".json"), narrations(data));
            }
        }
    }

    /** A shot begins every 30 steps. */
    private List<String> narrations(DatasetConfig data) {
        List<String> lines = new ArrayList<>();
        for (int step = 0; step < steps; step += 30) {
            lines.add(String.format(
                    Locale.ROOT,
                    "{\"frame_start_id\": %d, \"narration\": \"#C C looks around\"}",
                    Math.round(step * data.featStride())));
        }
        return lines;
    }

    /** Writes annotations, stores and class embeddings of validation; what is there must not be. */
    void write(OsgnetConfig config) throws IOException {
        DatasetConfig data = config.dataset();
        Random random = new Random(1);
        store(
                data.videoFeatures(),
                clips,
                UniformSplit::clip,
                i -> features("features", steps, data.videoDim(), random));
        tokens(data.valTextFeatures(), config, random);
        if (data.objects().isPresent() && config.seenObjects() != ObjectMode.NONE) {
            ObjectsConfig objects = data.objects().get();
            byte[] frames = ObjectRecords.pickle(Collections.nCopies(steps, Map.of(1, 0.9)));
            store(objects.store(), clips, UniformSplit::clip, i -> frames);
            Path embeddings = objects.classEmbeddings().orElseThrow();
            Files.createDirectories(embeddings.getParent());
            int channels = config.network().objects().projection().in();
            Npz.write(embeddings, Map.of("embeddings", array(CLASSES, channels, random)), false);
        }
        Files.createDirectories(data.valAnnotations().getParent());
        Files.write(data.valAnnotations(), lines(data));
    }

    private void tokens(Path folder, OsgnetConfig config, Random random) throws IOException {
        int channels = config.network().text().projection().in();
        store(folder, clips * queries, this::query, i -> features("token_features", TOKENS, channels, random));
    }

    private static String clip(int number) {
        return "clip-" + number;
    }

    private String query(int number) {
        return "annotation-" + number / queries + "_" + number % queries;
    }

    private List<String> lines(DatasetConfig data) {
        double seconds = steps / FeatureRate.of(data).steps(1);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < clips * queries; i++) {
            lines.add(String.format(
                    Locale.ROOT,
                    "{\"query\": \"query %d\", \"query_id\": \"%s\", \"duration\": %.3f, \"video_id\": \"%s\","
                            + " \"query_type\": \"nlq\", \"timestamps\": [[0.0, 1.0]], \"label\": [{\"class_id\": 1,"
                            + " \"class_name\": \"thing\", \"score\": 1.0, \"text\": \"thing\"}]}",
                    i,
                    query(i),
                    seconds,
                    clip(i / queries)));
        }
        return lines;
    }

    private static void store(Path folder, int count, IntFunction<String> key, IntFunction<byte[]> value)
            throws IOException {
        Files.createDirectories(folder.getParent());
        try (StoreBuilder store = StoreBuilder.open(folder, new JobIdentity(), false, String::equals)) {
            for (int i = 0; i < count; i++) {
                store.put(key.apply(i), key.apply(i), value.apply(i), List.of());
            }
            store.finish();
        }
    }

    private static byte[] features(String name, int rows, int channels, Random random) {
        return Npz.compressed(Map.of(name, array(rows, channels, random)));
    }

    private static NpyArray array(int rows, int channels, Random random) {
        float[] values = new float[Math.multiplyExact(rows, channels)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new NpyArray(new int[] {rows, channels}, values);
    }
}

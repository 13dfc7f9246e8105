package io.github.osgnet4j.runtime;

import io.github.osgnet4j.postprocess.LevelScores;
import io.github.osgnet4j.postprocess.Ranking;
import io.github.osgnet4j.postprocess.RankingOptions;
import io.github.osgnet4j.postprocess.Window;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.bundle.Manifest.BundleFile;
import io.github.osgnet4j.runtime.bundle.Manifest.ClassEmbeddings;
import io.github.osgnet4j.runtime.bundle.Manifest.ObjectSource;
import io.github.osgnet4j.runtime.bundle.Manifest.Preprocessing;
import io.github.osgnet4j.runtime.bundle.Manifest.Sample;
import io.github.osgnet4j.runtime.bundle.Manifests;
import io.github.osgnet4j.runtime.bundle.Precision;
import io.github.osgnet4j.runtime.bundle.SampleTensor;
import io.github.osgnet4j.runtime.bundle.SampleTensor.ElementType;
import io.github.osgnet4j.runtime.bundle.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Writes bundles of the {@link TinyNetwork}. */
public final class TinyBundle {

    public static final int CLASSES = 5;

    private static final float DURATION = 5;
    private static final Preprocessing PREPROCESSING = new Preprocessing(16, 16, 30, false, ObjectSource.LABELS);
    private static final Preprocessing PREPROCESSING_WITHOUT_OBJECTS =
            new Preprocessing(16, 16, 30, false, ObjectSource.NONE);

    public final TinyNetwork network;
    public final Map<String, byte[]> files = new LinkedHashMap<>();
    /** Rows (CLASSES, Do). */
    public final float[] embeddings = random(9, CLASSES * TinyNetwork.OBJECT);

    public List<BundleFile> extraFiles = List.of();
    public RankingOptions ranking = Manifests.RANKING;
    public boolean classEmbeddings;
    public Target target = Target.CPU;
    public Map<String, String> provenance = Map.of();

    private final List<Sample> samples = new ArrayList<>();
    private final ByteArrayOutputStream sampleBytes = new ByteArrayOutputStream();

    public TinyBundle(boolean objects) {
        this(new TinyNetwork(objects));
    }

    public TinyBundle(TinyNetwork network) {
        this.network = network;
        classEmbeddings = network.dimensions().objects();
        files.put(Manifest.VIDEO_GRAPH, network.videoGraph());
        files.put(Manifest.TEXT_GRAPH, network.textGraph());
        files.put(Manifest.QUERY_GRAPH, network.queryGraph());
        if (network.dimensions().objects()) {
            files.put(Manifest.OBJECT_GRAPH, network.objectGraph());
        }
    }

    /** Adds a sample of 10 steps, 3 tokens and, where there are objects, 2 rows. */
    public TinyBundle withSample(float error) {
        float[] features = random(1, 10 * TinyNetwork.VIDEO);
        float[] tokens = random(2, 3 * TinyNetwork.TEXT);
        float[] table = random(3, 2 * TinyNetwork.OBJECT);
        int[][] steps = network.dimensions().objects() ? new int[][] {{0, 1}, {}, {1}} : new int[0][];
        List<SampleTensor> tensors = new ArrayList<>();
        tensors.add(floats("features", features, 10, TinyNetwork.VIDEO));
        tensors.add(floats("tokens", tokens, 3, TinyNetwork.TEXT));
        if (network.dimensions().objects()) {
            tensors.add(floats("objects", table, 2, TinyNetwork.OBJECT));
            tensors.add(index(steps, 11, 2));
        }
        List<LevelScores> levels = new ArrayList<>();
        List<LevelScores> expected = TinyNetwork.expected(features, tokens, table, steps);
        for (int i = 0; i < expected.size(); i++) {
            LevelScores level = expected.get(i);
            float[] logits = level.logits().clone();
            logits[3] += error;
            tensors.add(floats("cls_logits_" + i, logits, level.positions(), 1));
            tensors.add(floats("offsets_" + i, level.offsets(), level.positions(), 2));
            levels.add(new LevelScores(level.stride(), level.valid(), 1, logits, level.offsets()));
        }
        tensors.add(floats(Manifest.DURATION, new float[] {DURATION}, 1));
        float[] windows = Float.isNaN(error) ? new float[0] : windows(levels);
        tensors.add(floats(Manifest.WINDOWS, windows, windows.length / 3, 3));
        samples.add(new Sample("sample", tensors));
        files.put(Manifest.SAMPLES, sampleBytes.toByteArray());
        return this;
    }

    private float[] windows(List<LevelScores> levels) {
        List<Window> windows = new Ranking(ranking).rank(levels, PREPROCESSING.timing(DURATION), Optional.empty());
        float[] values = new float[3 * windows.size()];
        for (int i = 0; i < windows.size(); i++) {
            values[3 * i] = (float) windows.get(i).start();
            values[3 * i + 1] = (float) windows.get(i).end();
            values[3 * i + 2] = (float) windows.get(i).score();
        }
        return values;
    }

    private static float[] projected(float[] rows) {
        float[] projected = new float[CLASSES * TinyNetwork.VIDEO];
        for (int i = 0; i < rows.length; i++) {
            projected[i / TinyNetwork.OBJECT * TinyNetwork.VIDEO + i % TinyNetwork.OBJECT] = rows[i];
        }
        return projected;
    }

    public Path write(Path folder) {
        if (classEmbeddings) {
            files.put(Manifest.CLASS_EMBEDDINGS, littleEndian(projected(embeddings)));
        }
        List<BundleFile> listed = new ArrayList<>();
        try {
            Files.createDirectories(folder);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Files.write(folder.resolve(file.getKey()), file.getValue());
                listed.add(listed(file.getKey(), file.getValue()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        listed.addAll(extraFiles);
        manifest(listed).write(folder.resolve(Manifest.FILE));
        return folder;
    }

    public Manifest manifest(List<BundleFile> listed) {
        return new Manifest(
                Manifest.FORMAT,
                21,
                target,
                Precision.FLOAT32,
                Map.of(),
                network.dimensions(),
                network.dimensions().objects() ? PREPROCESSING : PREPROCESSING_WITHOUT_OBJECTS,
                ranking,
                classEmbeddings
                        ? Optional.of(new ClassEmbeddings(Manifest.CLASS_EMBEDDINGS, CLASSES, TinyNetwork.VIDEO))
                        : Optional.empty(),
                samples,
                listed,
                provenance);
    }

    public static BundleFile listed(String path, byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return new BundleFile(path, content.length, HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the graph of this hash would make of a video of one step, in so many bytes. */
    public static EncodedVideo encoded(String id, int bytes, String graph) {
        return new EncodedVideo(id, 1, 1, 1, 1, Map.of("video", DirectBuffers.floats(bytes / Float.BYTES)), graph);
    }

    /** Numbers in (-0.5, 0.5). */
    public static float[] random(long seed, int count) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }

    private SampleTensor floats(String name, float[] values, long... shape) {
        SampleTensor tensor = new SampleTensor(name, ElementType.FLOAT32, list(shape), sampleBytes.size());
        sampleBytes.writeBytes(littleEndian(values));
        return tensor;
    }

    private SampleTensor index(int[][] steps, int rows, int slots) {
        SampleTensor tensor =
                new SampleTensor("object_index", ElementType.INT64, list(rows, slots), sampleBytes.size());
        ByteBuffer bytes = ByteBuffer.allocate(8 * rows * slots).order(ByteOrder.LITTLE_ENDIAN);
        for (int step = 0; step < rows; step++) {
            for (int slot = 0; slot < slots; slot++) {
                bytes.putLong(step < steps.length && slot < steps[step].length ? steps[step][slot] : -1);
            }
        }
        sampleBytes.writeBytes(bytes.array());
        return tensor;
    }

    private static byte[] littleEndian(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    private static List<Long> list(long... shape) {
        List<Long> list = new ArrayList<>();
        for (long d : shape) {
            list.add(d);
        }
        return list;
    }
}

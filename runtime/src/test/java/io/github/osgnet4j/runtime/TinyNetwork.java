package io.github.osgnet4j.runtime;

import io.github.osgnet4j.postprocess.LevelScores;
import io.github.osgnet4j.runtime.bundle.Manifest.Dimensions;
import java.util.Arrays;
import java.util.List;

/**
 * A network of the shapes of OSGNet that computes almost nothing, as graphs and as scalar code:
 *
 * <pre>
 * video[t, c]     = 2 features[t, c] + S / 100; text_queries = video / 2; unseen = -video / 2
 * objects[k]      = (features[k], 0, 0)
 * text[l]         = tokens[l] W
 * cls_logits_0[t] = sum of (video + text_queries + unseen)[t] + mean over tokens of the sum of text   (t below T)
 *                 + sum of the rows of the objects at t                     (t below S)
 * offsets_0[t]    = |cls_logits_0[t]| (1, 2)
 * level 1         = every second position of level 0
 * </pre>
 *
 * <p>Where padding is kept, S is the padded length, video has S rows, and cls_logits_0[t] = sum of video[t] + mean
 * + T / 100 for every t below S.
 */
public final class TinyNetwork {

    public static final int VIDEO = 4;
    public static final int TEXT = 3;
    public static final int OBJECT = 2;
    public static final int MULTIPLE = 8;
    public static final float ENDLESS = 1000;

    private static final float[] W = {1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 1};

    private final boolean objects;
    private final boolean keepPadding;

    public TinyNetwork(boolean objects) {
        this(objects, false);
    }

    public TinyNetwork(boolean objects, boolean keepPadding) {
        this.objects = objects;
        this.keepPadding = keepPadding;
    }

    public Dimensions dimensions() {
        return new Dimensions(VIDEO, TEXT, objects ? OBJECT : 0, VIDEO, 1, 32, MULTIPLE, List.of(1, 2), keepPadding);
    }

    public byte[] videoGraph() {
        TinyGraph g = new TinyGraph();
        String features = g.input("features", TinyGraph.FLOAT, -1, -1, VIDEO);
        String lengths = g.input("lengths", TinyGraph.INT64, -1);
        String steps = g.op("ReduceMax", "keepdims", 1, lengths);
        String valid = keepPadding ? features : g.op("Slice", features, g.ints(0), steps, g.ints(1));
        String s = g.cast(g.dimension(features, 1), TinyGraph.FLOAT);
        String video = g.op("Add", g.op("Mul", valid, g.scalar(2)), g.op("Mul", s, g.scalar(0.01f)));
        g.output("video", video, -1, -1, VIDEO);
        g.output("text_queries", g.op("Mul", video, g.scalar(0.5f)), -1, -1, VIDEO);
        if (objects) {
            g.output("unseen", g.op("Mul", video, g.scalar(-0.5f)), -1, -1, VIDEO);
        }
        return g.bytes();
    }

    public byte[] objectGraph() {
        TinyGraph g = new TinyGraph();
        String features = g.input("features", TinyGraph.FLOAT, -1, OBJECT);
        g.output("objects", g.op("Pad", features, g.ints(0, 0, 0, VIDEO - OBJECT)), -1, VIDEO);
        return g.bytes();
    }

    public byte[] textGraph() {
        TinyGraph g = new TinyGraph();
        String tokens = g.input("tokens", TinyGraph.FLOAT, -1, -1, TEXT);
        g.input("token_counts", TinyGraph.INT64, -1);
        g.output("text", g.op("MatMul", tokens, g.floats(new long[] {TEXT, VIDEO}, W)), -1, -1, VIDEO);
        return g.bytes();
    }

    /** As {@link #textGraph}, but tokens above {@link #ENDLESS} keep it running for ever. */
    public byte[] endlessTextGraph() {
        return endlessTextGraph(ENDLESS);
    }

    /** As {@link #textGraph}, but a token above a number keeps it running for ever. */
    public byte[] endlessTextGraph(float limit) {
        TinyGraph g = new TinyGraph();
        String tokens = g.input("tokens", TinyGraph.FLOAT, -1, -1, TEXT);
        g.input("token_counts", TinyGraph.INT64, -1);
        String largest = g.op("ReduceMax", "keepdims", 0, tokens);
        String above = g.op("Relu", g.op("Sub", largest, g.scalar(limit)));
        String trips = g.cast(g.op("Mul", above, g.scalar(1e15f)), TinyGraph.INT64);
        String text = g.op("MatMul", g.loop(trips, tokens), g.floats(new long[] {TEXT, VIDEO}, W));
        g.output("text", text, -1, -1, VIDEO);
        return g.bytes();
    }

    public byte[] queryGraph() {
        TinyGraph g = new TinyGraph();
        String video = g.input("video", TinyGraph.FLOAT, -1, -1, VIDEO);
        String queries = g.input("text_queries", TinyGraph.FLOAT, -1, -1, VIDEO);
        String encoded = objects
                ? g.op("Add", g.op("Add", video, queries), g.input("unseen", TinyGraph.FLOAT, -1, -1, VIDEO))
                : g.op("Add", queries, g.op("Mul", video, g.scalar(0.5f)));
        String text = g.input("text", TinyGraph.FLOAT, -1, -1, VIDEO);
        String counts = g.input("token_counts", TinyGraph.INT64, -1);
        String mean = g.op("Div", g.sum(text, 1, 2), g.cast(counts, TinyGraph.FLOAT));
        String visual = g.op("Add", g.sum(encoded, 2), g.op("Unsqueeze", mean, g.ints(1)));
        String multiple = g.ints(MULTIPLE);
        String up = g.op("Add", g.dimension(video, 1), g.ints(MULTIPLE - 1));
        String padded = g.op("Mul", g.op("Div", up, multiple), multiple);
        String logits = pad(g, visual, padded);
        if (keepPadding) {
            String lengths = g.cast(g.input("lengths", TinyGraph.INT64, -1), TinyGraph.FLOAT);
            logits = g.op("Add", logits, g.op("Mul", lengths, g.scalar(0.01f)));
        }
        if (objects) {
            String table = g.input("objects", TinyGraph.FLOAT, -1, VIDEO);
            String index = g.input("object_index", TinyGraph.INT64, -1, -1, -1);
            String rows = g.sum(g.op("Gather", table, g.op("Max", index, g.ints(0))), 3);
            String present = g.cast(g.op("GreaterOrEqual", index, g.ints(0)), TinyGraph.FLOAT);
            logits = g.op("Add", logits, pad(g, g.sum(g.op("Mul", rows, present), 2), padded));
        }
        for (int level = 0; level < 2; level++) {
            String at = g.op("Slice", logits, g.ints(0), g.ints(Integer.MAX_VALUE), g.ints(1), g.ints(1 + level));
            String column = g.op("Unsqueeze", at, g.ints(2));
            g.output("cls_logits_" + level, column, -1, -1, 1);
            String offset = g.op("Abs", column);
            g.output("offsets_" + level, g.op("Concat", "axis", 2, offset, g.op("Add", offset, offset)), -1, -1, 2);
        }
        return g.bytes();
    }

    private static String pad(TinyGraph g, String value, String length) {
        String behind = g.op("Sub", length, g.dimension(value, 1));
        return g.op("Pad", value, g.op("Concat", "axis", 0, g.ints(0, 0, 0), behind));
    }

    /** What the graphs must give. Object rows are those of the table, by step. */
    public static List<LevelScores> expected(float[] features, float[] tokens, float[] table, int[][] rows) {
        int steps = features.length / VIDEO;
        int padded = (steps + MULTIPLE - 1) / MULTIPLE * MULTIPLE;
        int s = Math.min(steps + 1, padded);
        double mean = 0;
        for (float token : tokens) {
            mean += 2 * token * TEXT / (double) tokens.length;
        }
        double[] logits = new double[padded];
        for (int t = 0; t < padded; t++) {
            if (t < steps) {
                logits[t] = mean + VIDEO * s / 100.0;
                for (int c = 0; c < VIDEO; c++) {
                    logits[t] += 2 * features[t * VIDEO + c];
                }
            }
            if (t < rows.length) {
                for (int row : rows[t]) {
                    logits[t] += table[row * OBJECT] + table[row * OBJECT + 1];
                }
            }
        }
        return List.of(level(logits, 1, steps), level(logits, 2, steps));
    }

    /** What the graphs must give where padding is kept. */
    public static List<LevelScores> expectedWithPadding(float[] features, float[] tokens) {
        int steps = features.length / VIDEO;
        int padded = (steps + MULTIPLE - 1) / MULTIPLE * MULTIPLE;
        double[] logits = new double[padded];
        for (float token : tokens) {
            logits[0] += 2 * token * TEXT / (double) tokens.length;
        }
        Arrays.fill(logits, logits[0] + VIDEO * padded / 100.0 + steps / 100.0);
        for (int i = 0; i < features.length; i++) {
            logits[i / VIDEO] += 2 * features[i];
        }
        return List.of(level(logits, 1, steps), level(logits, 2, steps));
    }

    private static LevelScores level(double[] finest, int stride, int steps) {
        float[] logits = new float[finest.length / stride];
        float[] offsets = new float[2 * logits.length];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) finest[i * stride];
            offsets[2 * i] = Math.abs(logits[i]);
            offsets[2 * i + 1] = 2 * Math.abs(logits[i]);
        }
        int valid = (int) Math.ceil(steps / (double) stride);
        return new LevelScores(stride, valid, 1, logits, offsets);
    }
}

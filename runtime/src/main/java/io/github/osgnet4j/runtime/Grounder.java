package io.github.osgnet4j.runtime;

import io.github.osgnet4j.postprocess.ClipTiming;
import io.github.osgnet4j.postprocess.LevelScores;
import io.github.osgnet4j.postprocess.Ranking;
import io.github.osgnet4j.postprocess.SequenceDecoder;
import io.github.osgnet4j.postprocess.SequenceOptions;
import io.github.osgnet4j.postprocess.Window;
import io.github.osgnet4j.runtime.bundle.Bundle;
import io.github.osgnet4j.runtime.bundle.BundleVerification;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.bundle.Manifest.Dimensions;
import io.github.osgnet4j.runtime.error.BundleException;
import io.github.osgnet4j.runtime.error.ClosedGrounderException;
import io.github.osgnet4j.runtime.error.InferenceException;
import io.github.osgnet4j.runtime.error.InputException;
import io.github.osgnet4j.runtime.error.OpeningInterruptedException;
import io.github.osgnet4j.runtime.gpu.GpuOptions;
import io.github.osgnet4j.runtime.session.UseCount;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Finds the windows of a video that answer a query. Open it from a bundle once and use it from any number of threads;
 * encode a video once and then ask any number of queries about it:
 *
 * <pre>{@code
 * try (Grounder grounder = Grounder.open(bundle)) {
 *     EncodedVideo video = grounder.encode(new VideoInput("clip", features, steps));
 *     List<Window> windows = grounder.ground(
 *             video, new QueryInput("query", tokens, tokenCount, StepObjects.none()), durationSeconds);
 * }
 * }</pre>
 *
 * <p>Every method throws {@link ClosedGrounderException} after {@link #close()}, {@link InputException} for input that the
 * network cannot take and {@link InferenceException} if ONNX Runtime fails.
 */
public final class Grounder implements AutoCloseable {

    private static final int WARM_UP_TOKENS = 16;

    private final Bundle bundle;
    private final Sessions sessions;
    private final Ranking ranking;
    private final int batchSize;
    private final UseCount uses;

    private Grounder(Bundle bundle, Sessions sessions, Ranking ranking, int batchSize) {
        this.bundle = bundle;
        this.sessions = sessions;
        this.ranking = ranking;
        this.batchSize = batchSize;
        this.uses = new UseCount("The grounder of " + bundle.folder());
    }

    /** Opens a bundle on the CPU; see {@link #open(Path, GrounderOptions)}. */
    public static Grounder open(Path folder) {
        return open(folder, GrounderOptions.defaults());
    }

    /**
     * Opens a bundle. On failure nothing stays loaded.
     *
     * @param folder of the bundle
     * @param options how to run; a missing GPU is not an error: the log says why the CPU is used instead
     * @throws BundleException if the bundle is damaged, foreign, of another version or for other processors, or ranks the
     *     scores of its samples to other windows than its exporter did; the message says which file and why
     * @throws OpeningInterruptedException if the thread is interrupted
     */
    public static Grounder open(Path folder, GrounderOptions options) {
        return open(folder, options, Optional.empty());
    }

    /**
     * Opens a bundle with ONNX Runtime's profiling on, which records every node with its shapes and times. Only for
     * measurements: it slows down small nodes. Closing the grounder completes the files, one per graph, in the format
     * of Chrome's trace viewer.
     *
     * @param traces an existing folder; a file there is named after its graph
     * @throws BundleException as {@link #open(Path, GrounderOptions)}
     */
    public static Grounder openTraced(Path folder, GrounderOptions options, Path traces) {
        return open(folder, options, Optional.of(traces));
    }

    private static Grounder open(Path folder, GrounderOptions options, Optional<Path> traces) {
        Bundle bundle = Bundle.open(folder, options.verifyHashes());
        bundle.manifest().precision().refusal().ifPresent(why -> {
            throw new BundleException(bundle.folder().resolve(Manifest.FILE), why);
        });
        Ranking ranking = new Ranking(bundle.manifest().ranking());
        new SampleRanking(bundle).require();
        Sessions sessions = Sessions.open(bundle, options, traces);
        return new Grounder(bundle, sessions, ranking, batchSize(sessions, options));
    }

    private static int batchSize(Sessions sessions, GrounderOptions options) {
        boolean plain = sessions.provider() == Provider.CPU && options.batchSize() == 0;
        return plain || !sessions.batched() ? 1 : options.batchSize();
    }

    /** The bundle this grounder was opened from. */
    public Bundle bundle() {
        return bundle;
    }

    /** What the bundle says about itself. */
    public Manifest manifest() {
        return bundle.manifest();
    }

    /** The provider that runs the graphs: CPU, CUDA, TENSORRT or PLUGIN. */
    public Provider provider() {
        return sessions.provider();
    }

    /**
     * Whether the selective scan runs in native code ({@link io.github.osgnet4j.runtime.session.NativeScan}) instead of
     * nodes of the graphs. If so, the same holds for the filter before it, norms and GELU, if the graphs have them as
     * operators.
     */
    public boolean hasNativeScan() {
        return sessions.nativeScan();
    }

    /** The ranking that turns this bundle's scores into windows. */
    public Ranking ranking() {
        return ranking;
    }

    /** The conversion of this bundle's feature steps to seconds, for a clip of the given length in seconds. */
    public ClipTiming timing(double durationSeconds) {
        if (!(durationSeconds > 0) || Double.isInfinite(durationSeconds)) {
            throw new InputException("A clip of " + durationSeconds + " seconds, expected more than 0");
        }
        return manifest().preprocessing().timing(durationSeconds);
    }

    /**
     * Encodes a video, once for all its queries.
     *
     * @throws InputException if the video has no steps, its size does not match its steps, or a value is not finite
     */
    public EncodedVideo encode(VideoInput video) {
        return uses.use(() -> run(video));
    }

    /**
     * Scores every position of a video for a query.
     *
     * @param video encoded with this bundle
     * @return one element per level, the finest first
     */
    public List<LevelScores> score(EncodedVideo video, QueryInput query) {
        return score(video, List.of(query)).get(0);
    }

    /**
     * Scores every position of a video for several queries, {@link GrounderOptions#batchSize} at once. The results are
     * those of one query at a time up to rounding.
     *
     * @param video encoded with this bundle
     * @return for each query, in order, one element per level, the finest first
     */
    public List<List<LevelScores>> score(EncodedVideo video, List<QueryInput> queries) {
        return uses.use(() -> run(video, queries));
    }

    /**
     * Finds the windows that answer a query, at most as many as the bundle's ranking allows.
     *
     * @param video encoded with this bundle
     * @param durationSeconds length of the clip; windows end there
     * @return windows in seconds, best first, at least one
     */
    public List<Window> ground(EncodedVideo video, QueryInput query, double durationSeconds) {
        return ground(video, query, durationSeconds, ranking.options().maxWindows());
    }

    /**
     * Finds the windows that answer a query.
     *
     * @param video encoded with this bundle
     * @param durationSeconds length of the clip; windows end there
     * @param topK maximum number of windows, at least 1
     * @return windows in seconds, best first, at least one
     */
    public List<Window> ground(EncodedVideo video, QueryInput query, double durationSeconds, int topK) {
        return ground(video, List.of(query), durationSeconds, topK).get(0);
    }

    /**
     * Finds the windows that answer several queries of one video.
     *
     * @param video encoded with this bundle
     * @param durationSeconds length of the clip; windows end there
     * @param topK maximum number of windows per query, at least 1
     * @return for each query, in order, windows in seconds, best first, at least one
     */
    public List<List<Window>> ground(EncodedVideo video, List<QueryInput> queries, double durationSeconds, int topK) {
        if (topK < 1) {
            throw new InputException("top-k is " + topK + ", expected at least 1");
        }
        ClipTiming timing = timing(durationSeconds);
        List<List<LevelScores>> scores = score(video, queries);
        Ranking best = new Ranking(ranking.options().withMaxWindows(topK));
        List<List<Window>> windows = new ArrayList<>();
        for (int i = 0; i < queries.size(); i++) {
            windows.add(best.rank(scores.get(i), timing, queries.get(i).orderPrior()));
        }
        return windows;
    }

    /**
     * Finds ten windows for each of a video's steps (or as many as the bundle's ranking allows, if that is more),
     * reorders them considering all steps together, and returns the first of each, at most as many as the bundle's
     * ranking allows; see {@link #groundSequence(EncodedVideo, List, double, int, SequenceOptions)}.
     */
    @API(status = API.Status.EXPERIMENTAL)
    public List<List<Window>> groundSequence(EncodedVideo video, List<QueryInput> steps, double durationSeconds) {
        int wanted = ranking.options().maxWindows();
        int found = SequenceDecoder.windowsToFind(wanted);
        return new SequenceDecoder(SequenceOptions.defaults())
                .order(ground(video, steps, durationSeconds, found), wanted);
    }

    /**
     * Finds the windows of consecutive steps in a video, and reorders those of each step considering all steps together
     * ({@link SequenceDecoder}). The windows are those of {@link #ground(EncodedVideo, List, double, int)}; the more
     * there are for each step, the larger the choice.
     *
     * @param video encoded with this bundle
     * @param steps in the order in which they happen, which must be known without looking at the answers
     * @param durationSeconds length of the clip; windows end there
     * @param topK maximum number of windows per step, at least 1
     * @param options the assumptions about the order of steps
     * @return for each step, in order, windows in seconds, best first, at least one; scores are those of the network
     *     and need not be descending
     */
    @API(status = API.Status.EXPERIMENTAL)
    public List<List<Window>> groundSequence(
            EncodedVideo video, List<QueryInput> steps, double durationSeconds, int topK, SequenceOptions options) {
        return new SequenceDecoder(options).order(ground(video, steps, durationSeconds, topK));
    }

    /** The number of queries of a video that run at once if several are given. */
    public int batchSize(EncodedVideo video) {
        return GpuOptions.batchSize(batchSize, video.steps());
    }

    /**
     * Runs the bundle's samples and compares the results with those expected by its exporter: verifies that the bundle
     * computes correctly on this machine and provider.
     *
     * @throws BundleException if a sample cannot be read
     */
    public BundleVerification verify() {
        return uses.use(new SampleRun(bundle, this)::verify);
    }

    /**
     * Runs synthetic queries on synthetic videos, so that memory is allocated, kernels are loaded and TensorRT's
     * engines are built before the first real query. Building the engines for a video length can take minutes, once for
     * each kind of GPU.
     *
     * @param steps expected lengths of videos; with TensorRT, one of each bucket (up to 512 steps, 1024, 2048 and so
     *     on)
     * @throws InputException if a length is not positive
     */
    public void warmUp(int... steps) {
        Dimensions d = manifest().dimensions();
        for (int length : steps) {
            if (length < 1) {
                throw new InputException("Cannot warm up with a video of " + length + " steps, expected at least 1");
            }
            EncodedVideo video =
                    encode(new VideoInput("warm-up", new float[Math.multiplyExact(length, d.videoDim())], length));
            QueryInput query = new QueryInput(
                    "warm-up", new float[WARM_UP_TOKENS * d.textDim()], WARM_UP_TOKENS, StepObjects.none());
            score(video, query);
            score(video, Collections.nCopies(GpuOptions.batchSize(batchSize, length), query));
        }
    }

    /** Waits for running calls, then frees the graphs. Closing again has no effect. */
    @Override
    public void close() {
        uses.close(sessions::close);
    }

    private EncodedVideo run(VideoInput video) {
        Dimensions d = manifest().dimensions();
        check(video, d);
        int steps = video.steps();
        Graph graph = sessions.video();
        int padded = new BatchPadding(manifest()).steps(video);
        int given = d.graphSteps(steps, padded);
        FloatBuffer features = DirectBuffers.floats((long) given * d.videoDim());
        LongBuffer lengths = DirectBuffers.longs(1).put(0, steps);
        features.put(video.features()).rewind();
        long rows = d.keepPadding() ? padded : steps;
        Map<String, FloatBuffer> encodings = new LinkedHashMap<>();
        d.encodings().forEach(name -> encodings.put(name, DirectBuffers.floats(rows * d.channels())));
        try (Tensors inputs = new Tensors(graph);
                Tensors outputs = new Tensors(graph)) {
            inputs.add("features", features, 1, given, d.videoDim());
            inputs.add("lengths", lengths, 1);
            encodings.forEach((name, values) -> outputs.add(name, values, 1, rows, d.channels()));
            graph.run(inputs.byName(), outputs.byName());
        }
        return new EncodedVideo(video.id(), steps, padded, (int) rows, d.channels(), encodings, videoGraphHash());
    }

    private List<List<LevelScores>> run(EncodedVideo video, List<QueryInput> queries) {
        if (!video.graph().equals(videoGraphHash())) {
            throw new InputException(
                    "Video '" + video.id() + "' was encoded with another bundle; encode it with this one");
        }
        queries.forEach(new BatchPadding(manifest())::check);
        int atOnce = batchSize(video);
        List<QueryBatch> batches = new ArrayList<>();
        for (int from = 0; from < queries.size(); from += atOnce) {
            List<QueryInput> some = queries.subList(from, Math.min(queries.size(), from + atOnce));
            batches.add(new QueryBatch(manifest(), bundle.classEmbeddings(), video, some));
        }
        List<List<LevelScores>> scores = new ArrayList<>();
        batches.forEach(batch -> scores.addAll(batch.run(sessions)));
        return scores;
    }

    /** SHA-256 of the graph whose encodings this grounder accepts. */
    public String videoGraphHash() {
        return bundle.hash(Manifest.VIDEO_GRAPH);
    }

    private static void check(VideoInput video, Dimensions d) {
        if (video.steps() < 1) {
            throw new InputException("Video '" + video.id() + "' has " + video.steps() + " steps, expected at least 1");
        }
        if ((long) video.steps() + d.paddingMultiple() > Integer.MAX_VALUE) {
            throw new InputException(
                    "Video '" + video.id() + "' has " + video.steps() + " steps, too many to be padded");
        }
        long expected = (long) video.steps() * d.videoDim();
        if (video.features().length != expected) {
            throw new InputException("Video '" + video.id() + "' has " + video.features().length + " numbers, "
                    + video.steps() + " steps of " + d.videoDim() + " channels need " + expected);
        }
        Finite.check(
                video.features(),
                0,
                video.features().length,
                i -> "Video '" + video.id() + "': step " + i / d.videoDim());
    }
}

package io.github.osgnet4j.runtime.bundle;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import io.github.osgnet4j.postprocess.ClipTiming;
import io.github.osgnet4j.postprocess.NmsMethod;
import io.github.osgnet4j.postprocess.RankingOptions;
import io.github.osgnet4j.runtime.error.BundleException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The description of a bundle: {@code manifest.json}.
 *
 * <p>Within one format version, fields that this version does not know are ignored; all fields named here must be there,
 * unless they say otherwise.
 *
 * @param format version of the bundle's layout; only {@link #FORMAT} is read
 * @param opset ONNX operator set of the graphs
 * @param target the kind of processor that the graphs are designed for, such as {@link Target#CPU}
 * @param precision in which numbers the graphs compute
 * @param spec the network as the exporter describes it; free JSON that the runtime does not interpret
 * @param dimensions sizes that inputs must have
 * @param preprocessing how features and queries were made
 * @param ranking how scores become windows
 * @param classEmbeddings table of projected object rows by class id, if the bundle carries one
 * @param samples inputs with expected outputs, kept in {@link #SAMPLES}
 * @param files every other file of the bundle
 * @param provenance where weights and config came from; free text under free keys, besides {@link #BATCH_PADDING},
 *     {@link #SCAN_NODE} and {@link #OBJECT_ROWS}, which say what the graphs can
 */
public record Manifest(
        int format,
        int opset,
        Target target,
        Precision precision,
        Map<String, Object> spec,
        Dimensions dimensions,
        Preprocessing preprocessing,
        RankingOptions ranking,

        @JsonSerialize(using = OptionalJson.Writer.class)
        @JsonDeserialize(using = OptionalJson.ClassEmbeddingsReader.class)
        Optional<ClassEmbeddings> classEmbeddings,

        List<Sample> samples,
        List<BundleFile> files,
        Map<String, String> provenance) {

    /** The provenance of graphs that can pad a query as the official evaluation does in a batch. */
    public static final String BATCH_PADDING = "batch padding";

    /** The provenance of graphs that have the selective scan as one node, with a definition for a runtime without it. */
    public static final String SCAN_NODE = "scan";

    /**
     * The provenance of graphs for several queries that get the positions of the objects as inputs, and compute only
     * for these.
     */
    public static final String OBJECT_ROWS = "object rows";

    /** Why a bundle cannot pad as in a batch, and what to do. */
    public static final String NO_BATCH_PADDING =
            "the bundle's graphs cannot do that. Export its weights again, for target cpu; of networks that see no objects"
                    + " only those with an object branch can";

    /** The format version that this runtime reads and writes. */
    public static final int FORMAT = 3;
    /** Name of the manifest in a bundle folder. */
    public static final String FILE = "manifest.json";
    /** Name of the file beside it with its SHA-256, as {@code sha256sum} writes and checks it. */
    public static final String HASH_FILE = "manifest.sha256";
    /** Graph of everything that depends only on the video. */
    public static final String VIDEO_GRAPH = "video.onnx";
    /** Graph of the query encoder. */
    public static final String TEXT_GRAPH = "text.onnx";
    /** Graph from encoded video and query to logits and offsets. */
    public static final String QUERY_GRAPH = "query.onnx";
    /** Graph from object features to the rows that {@link #QUERY_GRAPH} takes; only where the network sees objects. */
    public static final String OBJECT_GRAPH = "objects.onnx";
    /** Usual name of the class embeddings: raw little-endian float32, row-major. */
    public static final String CLASS_EMBEDDINGS = "class_embeddings.bin";
    /** Tensors of the samples: raw, little-endian, row-major. */
    public static final String SAMPLES = "samples.bin";
    /** Name of the sample that has synthetic scores instead of inputs: it distinguishes settings of the ranking. */
    public static final String RANKING_SAMPLE = "ranking";
    /** Tensor of a sample: seconds of its clip, one number. */
    public static final String DURATION = "duration";
    /** Tensor of a sample: place of its query among those of the video, from 1, and their count. */
    public static final String ORDER = "order";
    /** Tensor of a sample: the windows that its expected scores become, (N, 3): start, end, score; best first. */
    public static final String WINDOWS = "windows";
    /** Tensor of {@link #RANKING_SAMPLE}: the same without the limit to {@link RankingOptions#maxWindows}. */
    public static final String ALL_WINDOWS = "all_windows";

    /**
     * Copies the collections.
     *
     * @throws IllegalArgumentException if the format version is not {@link #FORMAT} or a value is out of range
     */
    public Manifest {
        if (format != FORMAT) {
            throw new IllegalArgumentException(
                    "format version " + format + " is not known, this version reads " + FORMAT);
        }
        require(opset > 0, "opset is " + opset + ", expected a positive number");
        require(target != null, "target is null");
        require(precision != null, "precision is null");
        require(
                ranking.method() == NmsMethod.GAUSSIAN || ranking.method() == NmsMethod.HARD,
                "ranking by " + ranking.method() + ", expected GAUSSIAN or HARD");
        spec = Collections.unmodifiableMap(new LinkedHashMap<>(spec));
        samples = copy("samples", samples);
        files = copy("files", files);
        provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    }

    /** The same with another precision. */
    public Manifest withPrecision(Precision other) {
        return new Manifest(
                format,
                opset,
                target,
                other,
                spec,
                dimensions,
                preprocessing,
                ranking,
                classEmbeddings,
                samples,
                files,
                provenance);
    }

    /** Whether the graphs can pad a query as the official evaluation does in a batch. */
    public boolean padsLikeBatches() {
        return target == Target.CPU && provenance.containsKey(BATCH_PADDING);
    }

    /** Whether the graphs have the selective scan as one node. */
    public boolean scansInOneNode() {
        return target == Target.CPU && provenance.containsKey(SCAN_NODE);
    }

    /** Whether the query graph takes the positions of the objects of several queries as inputs. */
    public boolean takesObjectRows() {
        return target == Target.GPU && dimensions.objects() && provenance.containsKey(OBJECT_ROWS);
    }

    /**
     * Sizes of the network's inputs and outputs.
     *
     * @param videoDim channels of a video feature, Dv
     * @param textDim channels of a query token, Dt
     * @param objectDim channels of an object feature row, Do; 0 for a network without objects
     * @param channels channels inside the network, C
     * @param classes class logits per position
     * @param maxSeqLen steps of the position table
     * @param paddingMultiple padded lengths are multiples of it
     * @param strides of the levels in feature steps, finest first
     * @param keepPadding whether the video is encoded with all of its padding, because padded positions reach valid ones:
     *     the case of an object branch that never sees objects. The query graph then takes {@code lengths} too
     */
    public record Dimensions(
            int videoDim,
            int textDim,
            int objectDim,
            int channels,
            int classes,
            int maxSeqLen,
            int paddingMultiple,
            List<Integer> strides,
            boolean keepPadding) {

        /**
         * Checks the sizes.
         *
         * @throws IllegalArgumentException if one is out of range, a stride does not divide the padding multiple, or
         *     padding is kept by a network that sees objects
         */
        public Dimensions {
            requirePositive("videoDim", videoDim);
            requirePositive("textDim", textDim);
            require(objectDim >= 0, "objectDim is " + objectDim + ", expected 0 (no objects) or more");
            requirePositive("channels", channels);
            requirePositive("classes", classes);
            requirePositive("maxSeqLen", maxSeqLen);
            requirePositive("paddingMultiple", paddingMultiple);
            strides = copy("strides", strides);
            require(!strides.isEmpty(), "strides is empty, expected one stride per level");
            require(
                    !keepPadding || objectDim == 0,
                    "keepPadding is true and objectDim " + objectDim
                            + ", expected 0: padding is kept without objects only");
            for (int stride : strides) {
                requirePositive("a stride", stride);
                require(
                        paddingMultiple % stride == 0,
                        "stride " + stride + " does not divide paddingMultiple " + paddingMultiple);
            }
        }

        /** Whether the network looks at objects. */
        public boolean objects() {
            return objectDim > 0;
        }

        /**
         * The length that a video of {@code steps} feature steps is padded to.
         *
         * @throws ArithmeticException if it exceeds an int
         */
        public int paddedLength(int steps) {
            return Math.toIntExact((steps + paddingMultiple - 1L) / paddingMultiple * paddingMultiple);
        }

        /**
         * S, the steps that the graphs take of a video of {@code steps} feature steps: the first padded position included,
         * where there is one, as nothing behind it reaches the video; all of the padding where it is kept.
         */
        public int graphSteps(int steps) {
            return graphSteps(steps, paddedLength(steps));
        }

        /**
         * The same of a video that is padded to more than it needs: the steps that are given, rounded up to the padding
         * multiple, say how far.
         *
         * @param padded a multiple of the padding multiple, at least {@link #paddedLength} of the steps
         */
        public int graphSteps(int steps, int padded) {
            int least = Math.min(Math.addExact(steps, 1), padded);
            return keepPadding ? padded : Math.max(least, padded - paddingMultiple + 1);
        }

        /** Names of the graphs that a bundle has. */
        public List<String> graphs() {
            return objects()
                    ? List.of(VIDEO_GRAPH, TEXT_GRAPH, QUERY_GRAPH, OBJECT_GRAPH)
                    : List.of(VIDEO_GRAPH, TEXT_GRAPH, QUERY_GRAPH);
        }

        /** Names of the outputs of the video graph that the query graph takes, each (V, T, C). */
        public List<String> encodings() {
            return objects() ? List.of("video", "text_queries", "unseen") : List.of("video", "text_queries");
        }

        /** The steps of an encoded video of {@code steps} feature steps: those, or the padded length where it is kept. */
        public int encodedSteps(int steps) {
            return keepPadding ? paddedLength(steps) : steps;
        }
    }

    /** Where a query's objects come from. */
    public enum ObjectSource {
        /** The network sees no objects. */
        @JsonProperty("none")
        NONE,
        /** Detected classes that the query's label names. */
        @JsonProperty("labels")
        LABELS,
        /** All detected classes of a frame. */
        @JsonProperty("all")
        ALL,
        /** Region features of the detections (legacy). */
        @JsonProperty("regions")
        REGIONS
    }

    /**
     * How features and queries were computed.
     *
     * @param featStride frames from one feature to the next
     * @param numFrames frames that one feature spans
     * @param fps frames per second
     * @param textWithEot whether token features start with a token that is to be dropped ({@code text_feat_with_eot})
     * @param objects where objects come from
     */
    public record Preprocessing(
            double featStride, double numFrames, double fps, boolean textWithEot, ObjectSource objects) {

        /**
         * Checks the rates.
         *
         * @throws IllegalArgumentException if one is not positive
         */
        public Preprocessing {
            require(featStride > 0, "featStride is " + featStride + ", expected more than 0");
            require(numFrames >= 0, "numFrames is " + numFrames + ", expected 0 or more");
            require(fps > 0, "fps is " + fps + ", expected more than 0");
        }

        /**
         * How feature steps become seconds in a clip of a length in seconds.
         *
         * @throws io.github.osgnet4j.postprocess.PostprocessException if the length is not positive and finite
         */
        public ClipTiming timing(double durationSeconds) {
            return new ClipTiming(fps, featStride, numFrames, durationSeconds);
        }
    }

    /**
     * A table of raw little-endian float32 numbers, row-major.
     *
     * @param file its path in the bundle, listed in {@link Manifest#files()}
     * @param rows classes
     * @param columns channels of an object feature row, Do
     */
    public record ClassEmbeddings(String file, int rows, int columns) {

        /**
         * Checks the sizes.
         *
         * @throws IllegalArgumentException if one is not positive
         */
        public ClassEmbeddings {
            requirePositive("classEmbeddings.rows", rows);
            requirePositive("classEmbeddings.columns", columns);
        }
    }

    /**
     * One input of the network with its expected outputs.
     *
     * @param name for messages
     * @param tensors {@code features} (T, Dv), {@code tokens} (L, Dt), optionally {@code objects} (K, Do) and
     *     {@code object_index} (S, O), and the expected {@code cls_logits_i} and {@code offsets_i}; {@link #DURATION},
     *     optionally {@link #ORDER}, and the {@link #WINDOWS} that the expected scores become
     */
    public record Sample(String name, List<SampleTensor> tensors) {

        /** Copies the list. */
        public Sample {
            tensors = copy("tensors", tensors);
        }
    }

    /**
     * One file of the bundle.
     *
     * @param path relative to the bundle's folder, with {@code /}
     * @param bytes its size
     * @param sha256 64 lower-case hexadecimal digits
     */
    public record BundleFile(String path, long bytes, String sha256) {

        /**
         * Checks size and digest; the path is checked by the bundle.
         *
         * @throws IllegalArgumentException if they cannot be a size and a digest
         */
        public BundleFile {
            require(bytes >= 0, "file '" + path + "' has a size of " + bytes + " bytes");
            require(
                    sha256.matches("[0-9a-f]{64}"),
                    "file '" + path + "' has sha256 '" + sha256 + "', expected 64 lower-case hexadecimal digits");
        }
    }

    /**
     * Reads a manifest.
     *
     * @param file usually {@link #FILE} in a bundle's folder; at most 8 MiB
     * @throws BundleException if the file is missing, too long, not what {@link #HASH_FILE} beside it says, not JSON, of
     *     another format version, lacks a field or has a value of the wrong type or range
     */
    public static Manifest read(Path file) {
        return ManifestJson.read(file).manifest();
    }

    /**
     * Whether a file is the manifest of a bundle, even one of an earlier format or one that was changed after it was
     * written.
     *
     * @param file as for {@link #read}
     */
    public static boolean isOfBundle(Path file) {
        return ManifestJson.isOfBundle(file);
    }

    /**
     * Writes this manifest as indented JSON: the same manifest gives the same bytes. Keys of free maps are sorted.
     * The file appears at once, by a move from a temporary file beside it, and so does {@link #HASH_FILE}.
     *
     * @throws BundleException if the file cannot be written
     */
    public void write(Path file) {
        ManifestJson.write(this, file);
    }

    static <T> List<T> copy(String name, List<T> list) {
        require(list.stream().noneMatch(Objects::isNull), name + " holds a null");
        return List.copyOf(list);
    }

    private static void requirePositive(String name, int value) {
        require(value > 0, name + " is " + value + ", expected a positive number");
    }

    static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }
}

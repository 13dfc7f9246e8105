package io.github.osgnet4j.encoders;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.github.osgnet4j.runtime.bundle.BundleVerification;
import io.github.osgnet4j.runtime.session.OnnxRuntimeEnvironment;
import io.github.osgnet4j.runtime.session.UseCount;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Computes token features from words, with a Hugging Face {@code tokenizer.json} and an ONNX network that takes
 * {@code input_ids}, optionally {@code attention_mask} and {@code token_type_ids}, and returns (1, L, Dt). Texts are
 * treated as they were for training: as the folder's {@code encoder.json} and {@code config.json} say, and otherwise,
 * where start, end and channels are those of CLIP ViT-B/32, as for the features of NLQ. Thread-safe.
 */
public final class TextEncoder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TextEncoder.class);

    private static final long MOST_TOKENIZER_BYTES = 64L << 20;
    private static final int RUNS = Runtime.getRuntime().availableProcessors();

    /** CLIP ViT-B/32, and the tokens to which CONE cut queries when it made the features of NLQ. */
    private static final String CLIP_START = "<|startoftext|>";

    private static final String CLIP_END = "<|endoftext|>";
    private static final int CLIP_CHANNELS = 512;
    private static final int CLIP_TOKENS = 32;

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Set<String> INPUTS = Set.of("input_ids", "attention_mask", "token_type_ids");

    /** Names of the output in the order of preference; otherwise the first of three dimensions. */
    private static final List<String> OUTPUTS = List.of("token_features", "last_hidden_state", "token_embeddings");

    private final Path folder;
    private final Path model;
    private final HuggingFaceTokenizer tokenizer;
    private final OrtSession session;
    private final String output;
    private final int channels;
    private final TextConfig config;
    private final boolean clip;
    private final CanonicalText canonical;
    private final boolean dropFirst;
    private final boolean dropLast;
    private final OptionalInt maxTokens;

    private final Semaphore runs = new Semaphore(RUNS);
    private final UseCount uses = new UseCount("The text encoder");

    private TextEncoder(Path folder, Path model, HuggingFaceTokenizer tokenizer, OrtSession session)
            throws OrtException {
        this.folder = folder;
        this.model = model;
        this.tokenizer = tokenizer;
        this.session = session;
        this.config = TextConfig.of(folder);
        Set<String> unknown = new TreeSet<>(session.getInputNames());
        unknown.removeAll(INPUTS);
        if (!unknown.isEmpty() || !session.getInputNames().contains("input_ids")) {
            throw new EncoderException(model + " takes " + session.getInputNames()
                    + "; a text encoder takes input_ids and at most attention_mask and token_type_ids");
        }
        this.output = config.output().isPresent() ? known(config.output().get(), session) : output(session);
        this.channels = run(new long[config.positions()]).length / config.positions();
        List<String> special = List.of(tokenizer.encode("").getTokens());
        this.clip = special.equals(List.of(CLIP_START, CLIP_END)) && channels == CLIP_CHANNELS;
        this.canonical = config.canonical().orElse(clip ? CanonicalText.NLQ_QUESTION : CanonicalText.NONE);
        this.dropFirst = config.dropFirst().orElse(clip);
        this.dropLast = config.dropLast().orElse(clip);
        this.maxTokens = config.maxTokens().isPresent() || !clip
                ? config.maxTokens()
                : OptionalInt.of(Math.min(CLIP_TOKENS, config.positions()));
        LOG.info(
                "Text encoder {}: {}; canonical {}, drop_first {}, drop_last {}, max_tokens {}, output {}",
                folder,
                clip ? "CLIP ViT-B/32, as for the features of NLQ where config.json says nothing" : "not CLIP ViT-B/32",
                canonical.key(),
                dropFirst,
                dropLast,
                maxTokens.isPresent() ? maxTokens.getAsInt() : "none",
                output);
    }

    private String known(String name, OrtSession session) {
        if (!session.getOutputNames().contains(name)) {
            throw new EncoderException(folder + ": output: " + model + " gives " + session.getOutputNames() + ", found "
                    + ForeignText.quoted(name));
        }
        return name;
    }

    /**
     * Opens an encoder and checks that it accepts the longest possible text.
     *
     * @param folder with {@code model.onnx}, {@code tokenizer.json} and, if need be, {@code encoder.json} or
     *     {@code config.json}
     * @throws EncoderException if it cannot be used
     */
    public static TextEncoder open(Path folder) {
        EncoderNatives.beforeTokenizer();
        EncoderSettings.Text settings = EncoderSettings.text(folder);
        OnnxNetwork.requireHash(settings);
        // Before any other of its classes, which would unpack the libraries anew.
        OrtEnvironment environment = OnnxRuntimeEnvironment.get();
        HuggingFaceTokenizer tokenizer = tokenizer(settings.tokenizer());
        boolean opened = false;
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            OrtSession session = environment.createSession(settings.model().toString(), options);
            try {
                TextEncoder encoder = new TextEncoder(folder, settings.model(), tokenizer, session);
                opened = true;
                return encoder;
            } finally {
                if (!opened) {
                    session.close();
                }
            }
        } catch (OrtException e) {
            throw new EncoderException(settings.model() + " cannot be run as a text encoder: " + e.getMessage(), e);
        } finally {
            if (!opened) {
                tokenizer.close();
            }
        }
    }

    private static HuggingFaceTokenizer tokenizer(Path file) {
        byte[] content = EncoderFile.bytes(file, MOST_TOKENIZER_BYTES);
        try {
            return HuggingFaceTokenizer.newInstance(
                    new ByteArrayInputStream(content),
                    Map.of("addSpecialTokens", "true", "truncation", "false", "padding", "false"));
        } catch (IOException e) {
            throw new EncoderException(file + " cannot be read: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new EncoderException(file + " is not a Hugging Face tokenizer: " + e.getMessage(), e);
        }
    }

    private String output(OrtSession session) throws OrtException {
        Map<String, NodeInfo> outputs = session.getOutputInfo();
        return OUTPUTS.stream()
                .filter(outputs::containsKey)
                .findFirst()
                .or(() -> outputs.entrySet().stream()
                        .filter(e -> e.getValue().getInfo() instanceof TensorInfo info && info.getShape().length == 3)
                        .map(Map.Entry::getKey)
                        .findFirst())
                .orElseThrow(() -> new EncoderException(model + " gives " + outputs.keySet()
                        + "; a text encoder gives token features (1, L, channels)"));
    }

    /** Dt, channels of a token. */
    public int channels() {
        return channels;
    }

    /** The files that determine its features, including those that may contain weights of its network. */
    public List<Path> files() {
        Stream<Path> named = Stream.of(
                folder.resolve(EncoderSettings.FILE),
                folder.resolve(TextConfig.FILE),
                EncoderSettings.text(folder).tokenizer(),
                model);
        return Stream.concat(named.filter(Files::exists), EncoderFile.besideNetwork(model).stream())
                .distinct()
                .toList();
    }

    /** The folder it was opened from. */
    public Path folder() {
        return folder;
    }

    /**
     * The token features of a text, as they would be stored for training.
     *
     * @throws TextException if it has more tokens than the encoder takes, or none
     * @throws EncoderBusyException if others keep the encoder busy for a minute
     */
    public TokenFeatures encode(String text) {
        return encode(text, PATIENCE);
    }

    /**
     * The token features of a text, as they would be stored for training.
     *
     * @param patience how long to wait for other texts
     * @throws TextException if it has more tokens than the encoder takes, or none
     * @throws EncoderBusyException if it is still busy after that time
     * @throws EncodingCancelledException if the thread is interrupted
     */
    public TokenFeatures encode(String text, Duration patience) {
        return uses.use(() -> tokens(text, patience));
    }

    private TokenFeatures tokens(String text, Duration patience) {
        long[] ids = ids(text);
        int from = dropFirst ? 1 : 0;
        int to = dropLast ? end(ids) : ids.length;
        if (from >= to || ids.length > config.positions()) {
            throw new TextException("text: expected 1 to " + config.positions() + " tokens for the text encoder, found "
                    + ids.length
                    + (from + (ids.length - to) > 0 ? ", of which it drops " + (from + (ids.length - to)) : ""));
        }
        float[] all = run(ids, patience);
        return new TokenFeatures(Arrays.copyOfRange(all, from * channels, to * channels), to - from);
    }

    /** The ids of a text, cut as CLIP cuts: what remains ends as the whole did. */
    private long[] ids(String text) {
        Encoding encoding = tokenizer.encode(canonical.of(text));
        long[] ids = encoding.getIds();
        if (maxTokens.isEmpty() || ids.length <= maxTokens.getAsInt()) {
            return ids;
        }
        long[] cut = Arrays.copyOf(ids, maxTokens.getAsInt());
        if (encoding.getSpecialTokenMask()[ids.length - 1] == 1) {
            cut[cut.length - 1] = ids[ids.length - 1];
        }
        return cut;
    }

    /**
     * Where the features without the last token end. CONE found that token by counting the ids that are not 0, which CLIP
     * pads with; 0 is a '!' inside a word too, so that a text with some lost as many tokens.
     */
    private int end(long[] ids) {
        return (int) (clip ? Arrays.stream(ids).filter(id -> id != 0).count() : ids.length) - 1;
    }

    private float[] run(long[] ids, Duration patience) {
        try {
            if (!runs.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new EncoderBusyException("The text encoder was busy until the deadline");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EncodingCancelledException("Interrupted while the text encoder was busy");
        }
        try {
            return run(ids);
        } catch (OrtException e) {
            throw new EncoderException("The text encoder " + folder + " failed: " + e.getMessage(), e);
        } finally {
            runs.release();
        }
    }

    private float[] run(long[] ids) throws OrtException {
        long[] ones = new long[ids.length];
        Arrays.fill(ones, 1);
        Map<String, OnnxTensorLike> inputs = new LinkedHashMap<>();
        try {
            for (String name : session.getInputNames()) {
                long[] values =
                        switch (name) {
                            case "input_ids" -> ids;
                            case "attention_mask" -> ones;
                            default -> new long[ids.length];
                        };
                inputs.put(name, tensor(name, values));
            }
            try (OrtSession.Result result = session.run(inputs, Set.of(output))) {
                OnnxTensor tensor = (OnnxTensor) result.get(0);
                long[] shape = tensor.getInfo().getShape();
                if (shape.length != 3 || shape[0] != 1 || shape[1] != ids.length) {
                    throw new EncoderException(model + ": output " + output + " has the shape " + Arrays.toString(shape)
                            + ", expected (1, " + ids.length + ", channels)");
                }
                FloatBuffer floats = tensor.getFloatBuffer();
                if (floats == null) {
                    throw new EncoderException(model + ": output " + output + " holds " + tensor.getInfo().type
                            + ", expected float32 or float16");
                }
                float[] values = new float[floats.remaining()];
                floats.get(values);
                return values;
            }
        } finally {
            inputs.values().forEach(OnnxTensorLike::close);
        }
    }

    private OnnxTensor tensor(String name, long[] values) throws OrtException {
        OrtEnvironment environment = OnnxRuntimeEnvironment.get();
        long[] shape = {1, values.length};
        boolean ints = ((TensorInfo) session.getInputInfo().get(name).getInfo()).type == OnnxJavaType.INT32;
        return ints
                ? OnnxTensor.createTensor(
                        environment,
                        IntBuffer.wrap(
                                Arrays.stream(values).mapToInt(Math::toIntExact).toArray()),
                        shape)
                : OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape);
    }

    /**
     * Encodes the samples of the folder and compares the features with those that are expected.
     *
     * @return with one entry per sample, none if the folder has no samples
     * @throws EncoderException if a file does not match the samples
     */
    public BundleVerification verify() {
        return EncoderSamples.read(folder)
                .map(samples -> samples.verify(sample -> {
                    if (sample.text().isEmpty()) {
                        throw samples.wrong(sample, "has no text");
                    }
                    return encode(sample.text().get()).values();
                }))
                .orElse(new BundleVerification(List.of()));
    }

    /**
     * Writes samples into the folder: the given texts with their features on this machine.
     *
     * @return the file
     */
    public Path writeSamples(List<String> texts) {
        return EncoderSamples.write(
                folder,
                texts.stream()
                        .map(text -> EncoderSamples.Sample.of(text, encode(text).values()))
                        .toList());
    }

    /** Waits for running calls, which cannot be interrupted, before it frees their memory. */
    @Override
    public void close() {
        uses.close(this::free);
    }

    private void free() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new EncoderException("The text encoder " + folder + " cannot be closed: " + e.getMessage(), e);
        } finally {
            tokenizer.close();
        }
    }
}

package io.github.osgnet4j.serve;

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
import io.github.osgnet4j.natives.DjlCache;
import io.github.osgnet4j.natives.NativeCacheException;
import io.github.osgnet4j.runtime.OnnxRuntimeEnvironment;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Words to token features: a {@code tokenizer.json} of Hugging Face and a {@code model.onnx} that takes
 * {@code input_ids}, if it wants {@code attention_mask} and {@code token_type_ids}, and gives (1, L, Dt). For any number
 * of threads.
 */
final class TextEncoder implements AutoCloseable {

    private static final String TOKENIZER = "tokenizer.json";
    private static final String MODEL = "model.onnx";
    private static final long MOST_TOKENIZER_BYTES = 64L << 20;
    private static final long TOKENIZER_LIBRARY_BYTES = 20_000_000;
    private static final Set<String> INPUTS = Set.of("input_ids", "attention_mask", "token_type_ids");

    /** Names of the output in the order of preference; otherwise the first of three dimensions. */
    private static final List<String> OUTPUTS = List.of("token_features", "last_hidden_state", "token_embeddings");

    private final Path folder;
    private final HuggingFaceTokenizer tokenizer;
    private final OrtSession session;
    private final String output;
    private final int channels;
    private final int longest;
    private static final int RUNS = Runtime.getRuntime().availableProcessors();

    private final Semaphore runs = new Semaphore(RUNS);

    /** The features of a text: float32 (count, channels), row-major. */
    record Tokens(float[] values, int count) {}

    private TextEncoder(Path folder, HuggingFaceTokenizer tokenizer, OrtSession session) throws OrtException {
        this.folder = folder;
        this.tokenizer = tokenizer;
        this.session = session;
        this.longest = TextLength.of(folder);
        Set<String> unknown = new TreeSet<>(session.getInputNames());
        unknown.removeAll(INPUTS);
        if (!unknown.isEmpty() || !session.getInputNames().contains("input_ids")) {
            throw new ServeException(folder.resolve(MODEL) + " takes " + session.getInputNames()
                    + "; a text encoder takes input_ids and at most attention_mask and token_type_ids");
        }
        this.output = output(session, folder);
        this.channels = run(ids(longest)).length / longest;
    }

    /**
     * Opens an encoder and proves that it takes the longest text there may be.
     *
     * @param folder with {@code model.onnx}, {@code tokenizer.json} and, where texts may be longer than CLIP's,
     *     {@code config.json}
     * @throws ServeException if it cannot be used
     */
    static TextEncoder open(Path folder) {
        // Read when the library's classes are loaded: neither download nor report anything.
        for (String property : List.of("ai.djl.offline", "OPT_OUT_TRACKING")) {
            if (System.getProperty(property) == null) {
                System.setProperty(property, "true");
            }
        }
        try {
            DjlCache.use(List.of("libtokenizers.so"), TOKENIZER_LIBRARY_BYTES);
        } catch (NativeCacheException e) {
            throw new ServeException(
                    "--text-encoder: the tokenizer's library cannot be unpacked. " + e.getMessage(), e);
        }
        for (String file : List.of(TOKENIZER, MODEL)) {
            if (!Files.isRegularFile(folder.resolve(file))) {
                throw new ServeException("--text-encoder " + folder + ": there is no " + file + " in it");
            }
        }
        // Before any other of its classes, which would unpack the libraries anew.
        OrtEnvironment environment = OnnxRuntimeEnvironment.get();
        HuggingFaceTokenizer tokenizer = tokenizer(folder.resolve(TOKENIZER));
        boolean opened = false;
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            OrtSession session = environment.createSession(folder.resolve(MODEL).toString(), options);
            try {
                TextEncoder encoder = new TextEncoder(folder, tokenizer, session);
                opened = true;
                return encoder;
            } finally {
                if (!opened) {
                    session.close();
                }
            }
        } catch (OrtException e) {
            throw new ServeException(folder.resolve(MODEL) + " cannot be run as a text encoder: " + e.getMessage(), e);
        } finally {
            if (!opened) {
                tokenizer.close();
            }
        }
    }

    private static HuggingFaceTokenizer tokenizer(Path file) {
        try {
            if (Files.size(file) > MOST_TOKENIZER_BYTES) {
                throw new ServeException(file + " has " + Files.size(file) + " bytes, more than the "
                        + MOST_TOKENIZER_BYTES + " that a tokenizer may have");
            }
            return HuggingFaceTokenizer.newInstance(
                    new ByteArrayInputStream(Files.readAllBytes(file)),
                    Map.of("addSpecialTokens", "true", "truncation", "false", "padding", "false"));
        } catch (IOException e) {
            throw new ServeException(file + " cannot be read: " + e.getMessage(), e);
        } catch (ServeException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new ServeException(file + " is no tokenizer of Hugging Face: " + e.getMessage(), e);
        }
    }

    private static String output(OrtSession session, Path folder) throws OrtException {
        Map<String, NodeInfo> outputs = session.getOutputInfo();
        return OUTPUTS.stream()
                .filter(outputs::containsKey)
                .findFirst()
                .or(() -> outputs.entrySet().stream()
                        .filter(e -> e.getValue().getInfo() instanceof TensorInfo info && info.getShape().length == 3)
                        .map(Map.Entry::getKey)
                        .findFirst())
                .orElseThrow(() -> new ServeException(folder.resolve(MODEL) + " gives " + outputs.keySet()
                        + "; a text encoder gives token features (1, L, channels)"));
    }

    /** Dt, channels of a token. */
    int channels() {
        return channels;
    }

    /**
     * The token features of a text, special tokens included.
     *
     * @param pointer to it in the request
     * @param deadline until which it may wait for others
     * @throws ProblemException if it has more tokens than the encoder takes, or none, or the time is over
     */
    Tokens encode(String text, String pointer, Deadline deadline) {
        Encoding encoding = tokenizer.encode(text);
        long[] ids = encoding.getIds();
        if (ids.length == 0 || ids.length > longest) {
            throw ProblemException.invalid(
                    pointer, "text: expected 1 to " + longest + " tokens for the text encoder, found " + ids.length);
        }
        try {
            if (!runs.tryAcquire(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new ProblemException(
                        ProblemType.DEADLINE_EXCEEDED, "The text encoder was busy until the deadline");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(ProblemType.STOPPING, "The server is stopping");
        }
        try {
            float[] values = run(ids);
            return new Tokens(values, ids.length);
        } catch (OrtException e) {
            throw new ServeException("The text encoder " + folder + " failed: " + e.getMessage(), e);
        } finally {
            runs.release();
        }
    }

    private static long[] ids(int count) {
        return new long[count];
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
                    throw new ServeException(folder.resolve(MODEL) + ": output " + output + " has the shape "
                            + Arrays.toString(shape) + ", expected (1, " + ids.length + ", channels)");
                }
                float[] values = new float[tensor.getFloatBuffer().remaining()];
                tensor.getFloatBuffer().get(values);
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

    /** Waits for what runs, which cannot be interrupted: its memory must not be freed under it. */
    @Override
    public void close() {
        runs.acquireUninterruptibly(RUNS);
        try {
            session.close();
        } catch (OrtException e) {
            throw new ServeException("The text encoder " + folder + " cannot be closed: " + e.getMessage(), e);
        } finally {
            tokenizer.close();
        }
    }
}

package io.github.osgnet4j.encoders;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.github.osgnet4j.runtime.gpu.GpuOptions;
import io.github.osgnet4j.runtime.gpu.GpuProviders;
import io.github.osgnet4j.runtime.session.OnnxRuntimeEnvironment;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A network from pixels to numbers, in an ONNX file. */
final class OnnxNetwork implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OnnxNetwork.class);

    private final Path file;
    private final OrtSession session;

    private OnnxNetwork(Path file, OrtSession session) {
        this.file = file;
        this.session = session;
    }

    /**
     * Opens a network.
     *
     * @throws EncoderException if the file does not have the expected hash, or ONNX Runtime refuses it
     */
    static OnnxNetwork open(EncoderSettings settings, EncoderOptions options) {
        requireHash(settings);
        // Before any other of its classes, which would unpack the libraries anew.
        OrtEnvironment environment = OnnxRuntimeEnvironment.get();
        if (options.gpu()) {
            try (OrtSession.SessionOptions session = common(options)) {
                GpuProviders.addCuda(session, GpuOptions.DEFAULT);
                return new OnnxNetwork(
                        settings.model(),
                        environment.createSession(settings.model().toString(), session));
            } catch (OrtException e) {
                LOG.warn("{} runs on the CPU: {}", settings.model(), ForeignText.output(e.getMessage()));
            }
        }
        try (OrtSession.SessionOptions session = common(options)) {
            return new OnnxNetwork(
                    settings.model(), environment.createSession(settings.model().toString(), session));
        } catch (OrtException e) {
            throw new EncoderException(
                    settings.model() + ": ONNX Runtime refuses the network: " + ForeignText.output(e.getMessage()), e);
        }
    }

    private static OrtSession.SessionOptions common(EncoderOptions options) throws OrtException {
        OrtSession.SessionOptions session = new OrtSession.SessionOptions();
        session.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
        session.setIntraOpNumThreads(
                options.threads() > 0 ? options.threads() : Runtime.getRuntime().availableProcessors());
        // Threads that spin while they wait would take the processor from the decoder.
        session.addConfigEntry("session.intra_op.allow_spinning", "0");
        return session;
    }

    /** Compares the file with the hash that the folder says. */
    static void requireHash(EncoderSettings settings) {
        settings.sha256().ifPresent(expected -> {
            String found = EncoderFile.sha256(settings.model());
            if (!found.equals(expected)) {
                throw new EncoderException(settings.model() + " has sha256 " + found + ", " + EncoderSettings.FILE
                        + " says " + expected + "; damaged or changed, copy the encoder again");
            }
        });
    }

    /** Makes what runs this network; if that fails, closes the network. */
    <T> T orClose(Supplier<T> making) {
        boolean made = false;
        try {
            T user = making.get();
            made = true;
            return user;
        } finally {
            if (!made) {
                close();
            }
        }
    }

    Path file() {
        return file;
    }

    /** The input of a name, or the only one. */
    String input(Optional<String> name) {
        return choose("input", name, session.getInputNames());
    }

    /** The output of a name, or the only one. */
    String output(Optional<String> name) {
        return choose("output", name, session.getOutputNames());
    }

    private String choose(String key, Optional<String> asked, Set<String> names) {
        if (asked.isEmpty() && names.size() == 1) {
            return names.iterator().next();
        }
        return asked.filter(names::contains)
                .orElseThrow(() -> new EncoderException(file + ": " + key + ": "
                        + EncoderSettings.FILE + " names "
                        + asked.map(ForeignText::quoted).orElse("none")
                        + ", the network has " + ForeignText.output(names.toString())));
    }

    /**
     * The shape of an input of float32, -1 where it may be any.
     *
     * @throws EncoderException if it takes something else
     */
    long[] inputShape(String name) {
        try {
            NodeInfo node = session.getInputInfo().get(name);
            if (node.getInfo() instanceof TensorInfo info && info.type == OnnxJavaType.FLOAT) {
                return info.getShape();
            }
            throw new EncoderException(file + ": input " + name + " takes " + ForeignText.output(String.valueOf(node))
                    + ", expected float32");
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    /** Runs the network on one input, for one output. */
    float[] run(String input, FloatBuffer values, long[] shape, String output, long[] expected) {
        float[][] copy = new float[1][];
        run(input, values, shape, Set.of(output), outputs -> {
            long[] found = outputs.get(output).getInfo().getShape();
            if (!Arrays.equals(found, expected)) {
                throw new EncoderException(file + ": output " + output + " has the shape " + Arrays.toString(found)
                        + " for an input of " + Arrays.toString(shape) + ", expected " + Arrays.toString(expected));
            }
            copy[0] = floats(output, outputs);
        });
        return copy[0];
    }

    /** Runs the network on one input, for some outputs, which last as long as they are being read. */
    void run(
            String input,
            FloatBuffer values,
            long[] shape,
            Set<String> outputs,
            Consumer<Map<String, OnnxTensor>> reader) {
        try (OnnxTensor tensor = OnnxTensor.createTensor(OnnxRuntimeEnvironment.get(), values, shape);
                OrtSession.Result result = session.run(Map.<String, OnnxTensorLike>of(input, tensor), outputs)) {
            Map<String, OnnxTensor> tensors = new HashMap<>();
            for (Map.Entry<String, OnnxValue> output : result) {
                if (!(output.getValue() instanceof OnnxTensor found)) {
                    throw new EncoderException(file + ": output " + output.getKey() + " is not a tensor");
                }
                tensors.put(output.getKey(), found);
            }
            reader.accept(tensors);
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    /** The numbers of an output. */
    float[] floats(String output, Map<String, OnnxTensor> outputs) {
        OnnxTensor tensor = outputs.get(output);
        FloatBuffer floats = tensor.getFloatBuffer();
        if (floats != null) {
            float[] copy = new float[floats.remaining()];
            floats.get(copy);
            return copy;
        }
        LongBuffer longs = tensor.getLongBuffer();
        IntBuffer ints = tensor.getIntBuffer();
        if (longs == null && ints == null) {
            throw new EncoderException(
                    file + ": output " + output + " holds " + tensor.getInfo().type + ", expected numbers");
        }
        float[] copy = new float[longs != null ? longs.remaining() : ints.remaining()];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = longs != null ? longs.get(i) : ints.get(i);
        }
        return copy;
    }

    private EncoderException failure(OrtException e) {
        return new EncoderException(file + ": ONNX Runtime failed: " + ForeignText.output(e.getMessage()), e);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw failure(e);
        }
    }
}

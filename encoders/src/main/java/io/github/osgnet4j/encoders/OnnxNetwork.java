package io.github.osgnet4j.encoders;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.github.osgnet4j.runtime.gpu.GpuOptions;
import io.github.osgnet4j.runtime.gpu.GpuProviders;
import io.github.osgnet4j.runtime.session.OnnxRuntimeEnvironment;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A network from pixels to numbers, as an ONNX file. */
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
     * @throws EncoderException if the file has not the hash that it shall have, or ONNX Runtime refuses it
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
                LOG.warn("{} runs on the CPU: {}", settings.model(), Shown.output(e.getMessage()));
            }
        }
        try (OrtSession.SessionOptions session = common(options)) {
            return new OnnxNetwork(
                    settings.model(), environment.createSession(settings.model().toString(), session));
        } catch (OrtException e) {
            throw new EncoderException(
                    settings.model() + ": ONNX Runtime refuses the network: " + Shown.output(e.getMessage()), e);
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
                        + asked.map(Shown::quoted).orElse("none")
                        + ", the network has " + Shown.output(names.toString())));
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
            throw new EncoderException(
                    file + ": input " + name + " takes " + Shown.output(String.valueOf(node)) + ", expected float32");
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    /** Runs the network on one input. */
    float[] run(String input, FloatBuffer values, long[] shape, String output, long[] expected) {
        try (OnnxTensor tensor = OnnxTensor.createTensor(OnnxRuntimeEnvironment.get(), values, shape);
                OrtSession.Result result = session.run(Map.<String, OnnxTensorLike>of(input, tensor), Set.of(output))) {
            if (!(result.get(0) instanceof OnnxTensor found)) {
                throw new EncoderException(file + ": output " + output + " is no tensor");
            }
            if (!Arrays.equals(found.getInfo().getShape(), expected)) {
                throw new EncoderException(file + ": output " + output + " has the shape "
                        + Arrays.toString(found.getInfo().getShape()) + " for an input of " + Arrays.toString(shape)
                        + ", expected " + Arrays.toString(expected));
            }
            FloatBuffer floats = found.getFloatBuffer();
            if (floats == null) {
                throw new EncoderException(
                        file + ": output " + output + " holds " + found.getInfo().type + ", expected float32");
            }
            float[] copy = new float[floats.remaining()];
            floats.get(copy);
            return copy;
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    private EncoderException failure(OrtException e) {
        return new EncoderException(file + ": ONNX Runtime failed: " + Shown.output(e.getMessage()), e);
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

package io.github.osgnet4j.export.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs graphs in ONNX Runtime and checks that every output has the type that the builder had inferred. */
public final class Runs {

    private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

    private Runs() {}

    /** The outputs of a graph, given its inputs in the order of their declaration. */
    public static List<Tensor> run(OnnxGraph graph, Tensor... inputs) {
        byte[] model = new OnnxModel(graph, "test", "1", Map.of()).toBytes();
        try (OrtSession session = ENVIRONMENT.createSession(model)) {
            return run(session, graph, inputs);
        } catch (OrtException e) {
            throw new AssertionError(e);
        }
    }

    public static List<Tensor> run(OrtSession session, OnnxGraph graph, Tensor... inputs) throws OrtException {
        Map<String, OnnxTensor> feeds = new HashMap<>();
        Map<String, Long> symbols = new HashMap<>();
        for (int i = 0; i < inputs.length; i++) {
            Value declared = graph.inputs().get(i);
            feeds.put(declared.name(), tensor(inputs[i]));
            for (int a = 0; a < declared.rank(); a++) {
                long length = inputs[i].shape()[a];
                declared.dim(a).symbolName().ifPresent(s -> symbols.put(s, length));
            }
        }
        List<Tensor> results = new ArrayList<>();
        try (OrtSession.Result result = session.run(feeds)) {
            for (Value declared : graph.outputs()) {
                Tensor actual = tensor((OnnxTensor) result.get(declared.name()).orElseThrow());
                assertEquals(declared.element(), actual.element(), "element type of " + declared);
                for (int a = 0; a < declared.rank(); a++) {
                    long length = actual.shape()[a];
                    declared.dim(a).symbolName().ifPresent(s -> symbols.putIfAbsent(s, length));
                }
                assertArrayEquals(
                        declared.shape().evaluate(symbols),
                        actual.shape(),
                        "shape of " + declared + " given " + symbols);
                results.add(actual);
            }
        } finally {
            feeds.values().forEach(OnnxTensor::close);
        }
        return results;
    }

    private static OnnxTensor tensor(Tensor t) throws OrtException {
        return switch (t.element()) {
            case FLOAT -> OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.wrap(t.values()), t.shape());
            case INT64 -> {
                long[] longs = new long[t.values().length];
                for (int i = 0; i < longs.length; i++) {
                    longs[i] = (long) t.values()[i];
                }
                yield OnnxTensor.createTensor(ENVIRONMENT, LongBuffer.wrap(longs), t.shape());
            }
            case BOOL -> {
                byte[] bytes = new byte[t.values().length];
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = (byte) t.values()[i];
                }
                ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length);
                direct.put(bytes).flip();
                yield OnnxTensor.createTensor(ENVIRONMENT, direct, t.shape(), OnnxJavaType.BOOL);
            }
            case INT32, INT8, UINT8, FLOAT16 -> throw new IllegalArgumentException("no test feeds " + t.element());
        };
    }

    private static Tensor tensor(OnnxTensor t) {
        TensorInfo info = t.getInfo();
        float[] values = new float[(int) Tensor.count(info.getShape())];
        ElementType element =
                switch (info.type) {
                    case FLOAT -> {
                        t.getFloatBuffer().get(values);
                        yield ElementType.FLOAT;
                    }
                    case INT64 -> {
                        LongBuffer longs = t.getLongBuffer();
                        for (int i = 0; i < values.length; i++) {
                            values[i] = longs.get(i);
                        }
                        yield ElementType.INT64;
                    }
                    case INT32 -> {
                        for (int i = 0; i < values.length; i++) {
                            values[i] = t.getIntBuffer().get(i);
                        }
                        yield ElementType.INT32;
                    }
                    case BOOL -> {
                        for (int i = 0; i < values.length; i++) {
                            values[i] = t.getByteBuffer().get(i);
                        }
                        yield ElementType.BOOL;
                    }
                    default -> throw new IllegalArgumentException("no test gives " + info.type);
                };
        return new Tensor(element, info.getShape(), values);
    }
}

package io.github.osgnet4j.cli.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.github.osgnet4j.cli.CommandException;
import io.github.osgnet4j.export.onnx.Dim;
import io.github.osgnet4j.export.onnx.ElementType;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.OnnxModel;
import io.github.osgnet4j.export.onnx.Operator;
import io.github.osgnet4j.export.onnx.Shape;
import io.github.osgnet4j.export.onnx.Value;
import io.github.osgnet4j.runtime.session.OnnxRuntimeEnvironment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** The machine's rate for float32 matrix products through ONNX Runtime on the CPU: (512 x 2048) times (2048 x 1024). */
final class Sgemm implements AutoCloseable {

    private static final int ROWS = 512;
    private static final int INNER = 2048;
    private static final int COLUMNS = 1024;

    /** Of one product. */
    static final double FLOPS = 2.0 * ROWS * INNER * COLUMNS;

    private static final int RUNS = 12;

    private final OrtEnvironment environment = OnnxRuntimeEnvironment.get();
    private final Callers callers;
    private final OrtSession one;
    private final OrtSession all;

    /**
     * Loads the product.
     *
     * @param callers the threads of the benchmark; as many run inside one session for {@link #all}
     */
    Sgemm(Callers callers) {
        this.callers = callers;
        byte[] model = product();
        this.one = open(model, 1);
        this.all = open(model, callers.count());
    }

    /** {@code y} = {@code x} times a constant matrix. */
    private static byte[] product() {
        OnnxGraph graph = new OnnxGraph("product");
        Value x = graph.input("x", ElementType.FLOAT, Shape.of(Dim.of(ROWS), Dim.of(INNER)));
        float[] numbers = new float[INNER * COLUMNS];
        Random random = new Random(1);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = random.nextFloat() - 0.5f;
        }
        Value matrix = graph.constant("matrix", new long[] {INNER, COLUMNS}, numbers);
        graph.output("y", graph.apply(Operator.MATMUL, x, matrix));
        return new OnnxModel(graph, "osgnet4j", "bench", Map.of()).toBytes();
    }

    private OrtSession open(byte[] model, int threads) {
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            return environment.createSession(model, options);
        } catch (OrtException e) {
            throw new CommandException("ONNX Runtime cannot run a matrix product: " + e.getMessage(), e);
        }
    }

    /** FLOP/s of one thread. */
    double one() {
        return rate(one, RUNS);
    }

    /** FLOP/s of all threads inside one product. */
    double all() {
        return rate(all, RUNS * callers.count());
    }

    /** FLOP/s of all threads, each with products of its own. */
    double callers() {
        double seconds = callers.run(caller -> rate(one, RUNS));
        return RUNS * FLOPS * callers.count() / seconds;
    }

    private double rate(OrtSession session, int runs) {
        try (OnnxTensor x = tensor(ROWS, INNER);
                OnnxTensor y = tensor(ROWS, COLUMNS)) {
            long start = System.nanoTime();
            for (int i = 0; i < runs; i++) {
                session.run(Map.of("x", x), Set.of(), Map.of("y", y)).close();
            }
            return runs * FLOPS / ((System.nanoTime() - start) * 1e-9);
        } catch (OrtException e) {
            throw new CommandException("ONNX Runtime failed in a matrix product: " + e.getMessage(), e);
        }
    }

    private OnnxTensor tensor(int rows, int columns) throws OrtException {
        FloatBuffer numbers = ByteBuffer.allocateDirect(rows * columns * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        for (int i = 0; i < rows * columns; i++) {
            numbers.put(i, (i % 17 - 8) * 0.1f);
        }
        return OnnxTensor.createTensor(environment, numbers, new long[] {rows, columns});
    }

    @Override
    public void close() {
        try {
            one.close();
            all.close();
        } catch (OrtException e) {
            throw new CommandException("ONNX Runtime does not close: " + e.getMessage(), e);
        }
    }
}

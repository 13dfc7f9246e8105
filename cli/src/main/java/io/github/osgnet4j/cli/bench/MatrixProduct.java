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
import io.github.osgnet4j.runtime.bundle.Int8For;
import io.github.osgnet4j.runtime.session.OnnxRuntimeEnvironment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;

/** The machine's rate for matrix products through ONNX Runtime on the CPU: (512 x 2048) times (2048 x 1024). */
final class MatrixProduct implements AutoCloseable {

    private static final int ROWS = 512;
    private static final int INNER = 2048;
    private static final int COLUMNS = 1024;

    /** Multiplications and additions of one product. */
    static final double OPERATIONS = 2.0 * ROWS * INNER * COLUMNS;

    private static final int RUNS = 12;
    /** A product of bytes is over before the clock is. */
    private static final int RUNS_OF_BYTES = 4 * RUNS;

    private final OrtEnvironment environment = OnnxRuntimeEnvironment.get();
    private final Callers callers;
    private final int runs;
    private final OrtSession one;
    private final OrtSession all;

    private MatrixProduct(Callers callers, int runs, BiFunction<OnnxGraph, Value, Value> product) {
        this.callers = callers;
        this.runs = runs;
        byte[] model = model(product);
        this.one = open(model, 1);
        this.all = open(model, callers.count());
    }

    /**
     * Of float32.
     *
     * @param callers the threads of the benchmark; as many run inside one session for {@link #all}
     */
    static MatrixProduct ofFloats(Callers callers) {
        float[] numbers = new float[INNER * COLUMNS];
        Random random = new Random(1);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = random.nextFloat() - 0.5f;
        }
        return new MatrixProduct(
                callers,
                RUNS,
                (graph, x) -> graph.apply(
                        Operator.MATMUL, x, graph.constant("matrix", new long[] {INNER, COLUMNS}, numbers)));
    }

    /** Of unsigned by signed bytes, as int8 bundles make them: float32 is quantised before, and comes out. */
    static MatrixProduct ofBytes(Callers callers) {
        byte[] numbers = new byte[INNER * COLUMNS];
        Random random = new Random(1);
        int largest = Int8For.AVX2.largestWeight();
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (byte) (random.nextInt(2 * largest + 1) - largest);
        }
        float[] scales = new float[COLUMNS];
        Arrays.fill(scales, 0.01f);
        return new MatrixProduct(callers, RUNS_OF_BYTES, (graph, x) -> {
            List<Value> left = graph.node(Operator.DYNAMIC_QUANTIZE_LINEAR).of(3, x);
            return graph.apply(
                    Operator.MATMUL_INTEGER_TO_FLOAT,
                    left.get(0),
                    graph.constant("matrix", new long[] {INNER, COLUMNS}, numbers),
                    left.get(1),
                    graph.constant("scales", new long[] {COLUMNS}, scales),
                    left.get(2));
        });
    }

    /** {@code y} = {@code x} times a constant matrix. */
    private static byte[] model(BiFunction<OnnxGraph, Value, Value> product) {
        OnnxGraph graph = new OnnxGraph("product");
        Value x = graph.input("x", ElementType.FLOAT, Shape.of(Dim.of(ROWS), Dim.of(INNER)));
        graph.output("y", product.apply(graph, x));
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

    /** What a caller multiplies by the matrix, and where the product goes. */
    private record Operands(OnnxTensor x, OnnxTensor y) implements AutoCloseable {

        @Override
        public void close() {
            x.close();
            y.close();
        }
    }

    /** Operations a second of one thread. */
    double one() {
        return rate(one, runs);
    }

    /** Operations a second of all threads inside one product. */
    double all() {
        return rate(all, runs * callers.count());
    }

    /** Operations a second of all threads, each with products of its own. */
    double callers() {
        List<Operands> operands = new ArrayList<>();
        try {
            for (int i = 0; i < callers.count(); i++) {
                operands.add(operands());
            }
            double seconds = callers.run(caller -> multiply(one, runs, operands.get(caller)));
            return runs * OPERATIONS * callers.count() / seconds;
        } finally {
            operands.forEach(Operands::close);
        }
    }

    private double rate(OrtSession session, int times) {
        try (Operands operands = operands()) {
            long start = System.nanoTime();
            multiply(session, times, operands);
            return times * OPERATIONS / ((System.nanoTime() - start) * 1e-9);
        }
    }

    private static void multiply(OrtSession session, int times, Operands operands) {
        try {
            for (int i = 0; i < times; i++) {
                session.run(Map.of("x", operands.x()), Set.of(), Map.of("y", operands.y()))
                        .close();
            }
        } catch (OrtException e) {
            throw new CommandException("ONNX Runtime failed in a matrix product: " + e.getMessage(), e);
        }
    }

    private Operands operands() {
        return new Operands(tensor(ROWS, INNER), tensor(ROWS, COLUMNS));
    }

    private OnnxTensor tensor(int rows, int columns) {
        FloatBuffer numbers = ByteBuffer.allocateDirect(rows * columns * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        for (int i = 0; i < rows * columns; i++) {
            numbers.put(i, (i % 17 - 8) * 0.1f);
        }
        try {
            return OnnxTensor.createTensor(environment, numbers, new long[] {rows, columns});
        } catch (OrtException e) {
            throw new CommandException("ONNX Runtime takes no tensor: " + e.getMessage(), e);
        }
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

package io.github.osgnet4j.export;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.osgnet4j.export.onnx.Dim;
import io.github.osgnet4j.export.onnx.ElementType;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.OnnxModel;
import io.github.osgnet4j.export.onnx.Runs;
import io.github.osgnet4j.export.onnx.Shape;
import io.github.osgnet4j.export.onnx.Tensor;
import io.github.osgnet4j.export.onnx.Value;
import io.github.osgnet4j.network.FloatOps;
import io.github.osgnet4j.network.FloatTensor;
import io.github.osgnet4j.network.Lengths;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.runtime.bundle.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The parallel form of the scan in both directions against the sequential interpreter, for lengths around those of its
 * chunks. Errors are relative to what the outputs would be without cancellation.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ParallelScanTest {

    private static final double TOLERANCE = 1e-5;
    private static final int CHANNELS = 6;
    private static final int STATES = 4;
    private static final int L = Chunks.LENGTH;
    private static final int[] STEPS = {
        1, 2, L - 1, L, L + 1, 5 * L + 3, L * L - 1, L * L, L * L + 1, 3 * L * L, 5 * L * L + 7
    };

    private final Random random = new Random(11);
    private final NamedTensor aLog = parameter("mamba.A_log", CHANNELS, STATES);
    private final NamedTensor d = parameter("mamba.D", CHANNELS);
    private OnnxGraph graph;
    private OrtSession session;

    /** How long the steps are. */
    enum StepSizes {
        USUAL,
        TINY,
        LARGE,
        /** So large that every decay is 0, and next to them steps that keep everything. */
        HUGE_AND_NONE,
        /** One long past, then steps that are nothing beside it. */
        LARGE_THEN_TINY;

        float draw(Random random, int step, int steps) {
            double usual = 0.001 * Math.exp(random.nextDouble() * 5);
            return (float)
                    switch (this) {
                        case USUAL -> usual;
                        case TINY -> 1e-6 * usual;
                        case LARGE -> 1e3 * usual;
                        case HUGE_AND_NONE -> random.nextBoolean() ? 1e6 : 0;
                        case LARGE_THEN_TINY -> step < steps / 2 ? 1e4 : 1e-4 * usual;
                    };
        }
    }

    private NamedTensor parameter(String name, long... shape) {
        return new NamedTensor(name, shape, Tensor.random(random, shape).values());
    }

    @BeforeAll
    void open() throws OrtException {
        for (int i = 0; i < aLog.values().length; i++) {
            aLog.values()[i] *= 3;
        }
        graph = new OnnxGraph("scan");
        OnnxOps op = new OnnxOps(graph, Dim.symbol("B"), Map.of(aLog.name(), aLog, d.name(), d), Target.GPU);
        Value u = input("u", CHANNELS);
        Value delta = input("delta", CHANNELS);
        Value b = input("b", STATES);
        Value c = input("c", STATES);
        Lengths<Value> lengths = Lengths.of(graph.input("lengths", ElementType.INT64, Shape.of(Dim.symbol("B"))));
        graph.output(
                "forward",
                op.selectiveScan(
                        u,
                        delta,
                        op.params().get(aLog.name()),
                        b,
                        c,
                        op.params().get(d.name())));
        Value backward = op.selectiveScan(
                op.reverse(u, lengths),
                op.reverse(delta, lengths),
                op.params().get(aLog.name()),
                op.reverse(b, lengths),
                op.reverse(c, lengths),
                op.params().get(d.name()));
        graph.output("backward", op.masked(op.reverse(backward, lengths), lengths));
        session = OrtEnvironment.getEnvironment().createSession(new OnnxModel(graph, "test", "1", Map.of()).toBytes());
    }

    private Value input(String name, int channels) {
        return graph.input(name, ElementType.FLOAT, Shape.of(Dim.symbol("B"), Dim.symbol("T"), Dim.of(channels)));
    }

    @AfterAll
    void close() throws OrtException {
        session.close();
    }

    @ParameterizedTest
    @EnumSource
    void oneSampleOfAnyLength(StepSizes sizes) throws OrtException {
        for (int steps : STEPS) {
            compare(sizes, 1, steps);
        }
    }

    @ParameterizedTest
    @EnumSource
    void samplesOfSeveralLengths(StepSizes sizes) throws OrtException {
        for (int steps : STEPS) {
            compare(sizes, 3, steps);
        }
    }

    private void compare(StepSizes sizes, int batch, int steps) throws OrtException {
        Tensor u = Tensor.random(random, batch, steps, CHANNELS);
        Tensor delta = Tensor.random(random, batch, steps, CHANNELS);
        for (int i = 0; i < delta.values().length; i++) {
            delta.values()[i] = sizes.draw(random, i / CHANNELS % steps, steps);
        }
        Tensor b = Tensor.random(random, batch, steps, STATES);
        Tensor c = Tensor.random(random, batch, steps, STATES);
        long[] real = new long[batch];
        Arrays.setAll(real, i -> Math.max(1, steps - 5L * i));
        Tensor lengths = Tensor.integers(real);
        List<Tensor> found = Runs.run(session, graph, u, delta, b, c, lengths);
        FloatTensor[] x = {floats(u), floats(delta), floats(b), floats(c)};
        FloatTensor[] sizesOnly = {size(x[0]), x[1], size(x[2]), size(x[3])};
        Lengths<FloatTensor> n = Lengths.of(floats(lengths));
        String what = sizes + ", " + batch + " x " + steps;
        check(what + " forward", found.get(0), forward(x), forward(sizesOnly));
        check(what + " backward", found.get(1), backward(x, n), backward(sizesOnly, n));
    }

    private FloatTensor forward(FloatTensor... x) {
        return new FloatOps().selectiveScan(x[0], x[1], FloatTensor.of(aLog), x[2], x[3], FloatTensor.of(d));
    }

    private FloatTensor backward(FloatTensor[] x, Lengths<FloatTensor> lengths) {
        FloatOps op = new FloatOps();
        FloatTensor[] reversed =
                Arrays.stream(x).map(t -> op.reverse(t, lengths)).toArray(FloatTensor[]::new);
        return op.masked(op.reverse(forward(reversed), lengths), lengths);
    }

    private static FloatTensor floats(Tensor t) {
        return new FloatTensor(
                Arrays.stream(t.shape()).mapToInt(Math::toIntExact).toArray(), t.values());
    }

    private static FloatTensor size(FloatTensor t) {
        FloatTensor size = FloatTensor.zeros(t.shape());
        for (int i = 0; i < size.values().length; i++) {
            size.values()[i] = Math.abs(t.values()[i]);
        }
        return size;
    }

    private static void check(String what, Tensor found, FloatTensor expected, FloatTensor size) {
        for (int i = 0; i < expected.values().length; i++) {
            double error = Math.abs(found.values()[i] - expected.values()[i]) / (1 + Math.abs(size.values()[i]));
            int at = i;
            assertTrue(error <= TOLERANCE, () -> what + " is off by " + error + " at " + at);
        }
    }
}

package io.github.osgnet4j.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import io.github.osgnet4j.network.Ops;
import io.github.osgnet4j.network.Params;
import io.github.osgnet4j.runtime.bundle.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/** Reads one expression of the algebra twice, as a graph in ONNX Runtime and as float arrays, and compares what comes out. */
final class Parity {

    /** An expression over whichever tensors the interpreter has. */
    @FunctionalInterface
    interface Expression {
        Object of(Ops<Object> op, Operands in);
    }

    /** The inputs and parameters of an expression. */
    record Operands(Map<String, Object> inputs, Params<Object> parameters) {

        Object x(String name) {
            return inputs.get(name);
        }

        Object w(String name) {
            return parameters.get(name);
        }

        Lengths<Object> lengths(String name) {
            return Lengths.of(inputs.get(name));
        }
    }

    private record Input(
            String name, List<String> dims, ElementType element, Function<Map<String, Integer>, Tensor> draw) {}

    private final Random random = new Random(5);
    private final Dim batch;
    private final Map<String, NamedTensor> parameters = new LinkedHashMap<>();
    private final List<Input> inputs = new ArrayList<>();

    /** Samples of any number meet. */
    Parity() {
        this(Dim.symbol("B"));
    }

    /** So many samples meet. */
    Parity(Dim batch) {
        this.batch = batch;
    }

    Parity parameter(String name, long... shape) {
        Tensor t = Tensor.random(random, shape);
        parameters.put(name, new NamedTensor(name, shape, t.values()));
        return this;
    }

    /** Adds a number to all elements of a parameter. */
    Parity shifted(String name, float by) {
        float[] values = parameters.get(name).values();
        for (int i = 0; i < values.length; i++) {
            values[i] += by;
        }
        return this;
    }

    /** Normal floats. Dimensions are numbers or symbols. */
    Parity input(String name, String... dims) {
        inputs.add(
                new Input(name, List.of(dims), ElementType.FLOAT, sizes -> Tensor.random(random, shape(dims, sizes))));
        return this;
    }

    /** Integers from {@code low} to the value of a symbol less {@code below}, the largest among them. */
    Parity integers(String name, int low, String symbol, int below, String... dims) {
        inputs.add(new Input(name, List.of(dims), ElementType.INT64, sizes -> {
            Tensor t = Tensor.random(random, shape(dims, sizes));
            int high = sizes.get(symbol) - below;
            for (int i = 0; i < t.values().length; i++) {
                t.values()[i] = low + random.nextInt(high - low + 1);
            }
            t.values()[random.nextInt(t.values().length)] = high;
            return t.as(ElementType.INT64, t.shape());
        }));
        return this;
    }

    private static long[] shape(String[] dims, Map<String, Integer> sizes) {
        return Arrays.stream(dims)
                .mapToLong(d -> sizes.containsKey(d) ? sizes.get(d) : Long.parseLong(d))
                .toArray();
    }

    /** Compares both readings for each target and assignment of the symbols: |a - b| / (1 + |b|) within the tolerance. */
    void agrees(double tolerance, Expression expression, List<Map<String, Integer>> assignments) {
        for (Target target : Target.values()) {
            agrees(target, tolerance, expression, assignments);
        }
    }

    /** The same for one target. */
    void agrees(Target target, double tolerance, Expression expression, List<Map<String, Integer>> assignments) {
        OnnxGraph graph = new OnnxGraph("expression");
        OnnxOps onnx = new OnnxOps(graph, batch, parameters, target);
        Map<String, Object> values = new LinkedHashMap<>();
        for (Input i : inputs) {
            Dim[] dims = i.dims().stream()
                    .map(d -> d.matches("\\d+") ? Dim.of(Long.parseLong(d)) : Dim.symbol(d))
                    .toArray(Dim[]::new);
            values.put(i.name(), graph.input(i.name(), i.element(), Shape.of(dims)));
        }
        Params<Object> onnxParameters = Params.of(name ->
                onnx.params().has(name) ? Optional.of((Object) onnx.params().get(name)) : Optional.empty());
        outputs(expression.of(untyped(onnx), new Operands(values, onnxParameters)))
                .forEach(o -> graph.output("y" + graph.outputs().size(), (Value) o));
        byte[] model = new OnnxModel(graph, "test", "1", Map.of()).toBytes();
        try (OrtSession session = OrtEnvironment.getEnvironment().createSession(model)) {
            for (Map<String, Integer> sizes : assignments) {
                compare(tolerance, expression, session, graph, sizes);
            }
        } catch (OrtException e) {
            throw new AssertionError(e);
        }
    }

    private void compare(
            double tolerance, Expression expression, OrtSession session, OnnxGraph graph, Map<String, Integer> sizes)
            throws OrtException {
        List<Tensor> drawn = inputs.stream().map(i -> i.draw().apply(sizes)).toList();
        List<Tensor> actual = Runs.run(session, graph, drawn.toArray(Tensor[]::new));
        Map<String, Object> floats = new LinkedHashMap<>();
        for (int i = 0; i < drawn.size(); i++) {
            floats.put(inputs.get(i).name(), floats(drawn.get(i)));
        }
        Params<Object> plain =
                Params.of(name -> Optional.ofNullable(parameters.get(name)).map(FloatTensor::of));
        List<?> expected = outputs(expression.of(untyped(new FloatOps()), new Operands(floats, plain)));
        for (int i = 0; i < expected.size(); i++) {
            FloatTensor e = (FloatTensor) expected.get(i);
            Tensor a = actual.get(i);
            assertArrayEquals(
                    Arrays.stream(e.shape()).asLongStream().toArray(),
                    a.shape(),
                    "shape of output " + i + " at " + sizes);
            double worst = 0;
            for (int j = 0; j < e.values().length; j++) {
                double error = Math.abs(e.values()[j] - a.values()[j]) / (1 + Math.abs(e.values()[j]));
                worst = error <= worst ? worst : error;
                assertTrue(Double.isFinite(error), "output " + i + " at " + sizes + " has " + a.values()[j]);
            }
            assertTrue(worst <= tolerance, "output " + i + " at " + sizes + " is off by " + worst);
        }
    }

    private static FloatTensor floats(Tensor t) {
        return new FloatTensor(
                Arrays.stream(t.shape()).mapToInt(Math::toIntExact).toArray(), t.values());
    }

    private static List<?> outputs(Object result) {
        return result instanceof List<?> list ? list : List.of(result);
    }

    /** An expression does not look inside tensors, so that it may be handed those of any interpreter. */
    @SuppressWarnings("unchecked")
    private static Ops<Object> untyped(Ops<?> ops) {
        return (Ops<Object>) ops;
    }
}

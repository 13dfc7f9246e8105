package io.github.osgnet4j.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.osgnet4j.export.onnx.Dim;
import io.github.osgnet4j.export.onnx.ElementType;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.OnnxModel;
import io.github.osgnet4j.export.onnx.Runs;
import io.github.osgnet4j.export.onnx.Shape;
import io.github.osgnet4j.export.onnx.Tensor;
import io.github.osgnet4j.export.onnx.Value;
import io.github.osgnet4j.natives.Processor;
import io.github.osgnet4j.network.FloatOps;
import io.github.osgnet4j.network.FloatTensor;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.runtime.bundle.Int8For;
import io.github.osgnet4j.runtime.bundle.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products in 8 bits against the plain interpreter. */
class Int8LinearNodesTest {

    private final Random random = new Random(11);

    /** A layer: weight (O, I) or (O, I, K) and a bias. */
    private record Layer(NamedTensor weight, NamedTensor bias) {

        OnnxGraph graph(Int8For processors) {
            OnnxGraph graph = new OnnxGraph("layer");
            OnnxOps op = new OnnxOps(
                    graph,
                    Dim.symbol("B"),
                    Map.of("w", weight, "b", bias),
                    Target.CPU,
                    Int8Layers.Chosen.of(Set.of("w"), processors));
            Dim inputs = Dim.of(weight.shape()[1]);
            Value x = graph.input("x", ElementType.FLOAT, Shape.of(Dim.symbol("B"), Dim.symbol("T"), inputs));
            Value w = op.params().get("w");
            Value b = op.params().get("b");
            graph.output("y", weight.shape().length == 2 ? op.linear(x, w, b) : op.conv1d(x, w, b));
            return graph;
        }

        FloatTensor expected(Tensor x) {
            FloatOps op = new FloatOps();
            FloatTensor w = FloatTensor.of(weight);
            FloatTensor b = FloatTensor.of(bias);
            return weight.shape().length == 2 ? op.linear(floats(x), w, b) : op.conv1d(floats(x), w, b);
        }
    }

    private Layer layer(long... shape) {
        return new Layer(
                new NamedTensor("w", shape, Tensor.random(random, shape).values()),
                new NamedTensor(
                        "b",
                        new long[] {shape[0]},
                        Tensor.random(random, shape[0]).values()));
    }

    private static FloatTensor floats(Tensor t) {
        return new FloatTensor(
                Arrays.stream(t.shape()).mapToInt(Math::toIntExact).toArray(), t.values());
    }

    /**
     * Each x is off by at most one of its steps, each weight by at most half of its own; what follows for an output is
     * that of a layer with |weights| for |x|.
     */
    private static FloatTensor bound(Layer layer, Tensor x, Int8For processors) {
        float low = 0;
        float high = 0;
        for (float v : x.values()) {
            low = Math.min(low, v);
            high = Math.max(high, v);
        }
        float step = (high - low) / 255;
        float[] w = layer.weight().values();
        int perRow = w.length / (int) layer.weight().shape()[0];
        float[] offByX = new float[w.length];
        float[] offByW = new float[w.length];
        for (int o = 0; o < w.length / perRow; o++) {
            float largest = 0;
            for (int i = 0; i < perRow; i++) {
                largest = Math.max(largest, Math.abs(w[o * perRow + i]));
            }
            for (int i = 0; i < perRow; i++) {
                offByX[o * perRow + i] = step * Math.abs(w[o * perRow + i]);
                offByW[o * perRow + i] = largest / processors.largestWeight() / 2;
            }
        }
        float[] ones = new float[x.values().length];
        float[] magnitudes = new float[x.values().length];
        Arrays.fill(ones, 1);
        for (int i = 0; i < magnitudes.length; i++) {
            magnitudes[i] = Math.abs(x.values()[i]) + step;
        }
        float[] none = new float[(int) layer.weight().shape()[0]];
        FloatTensor a = layer(layer, offByX, none).expected(Tensor.of(x.shape(), ones));
        FloatTensor b = layer(layer, offByW, none).expected(Tensor.of(x.shape(), magnitudes));
        return new FloatOps().add(a, b);
    }

    private static Layer layer(Layer like, float[] weights, float[] bias) {
        return new Layer(
                new NamedTensor("w", like.weight().shape(), weights),
                new NamedTensor("b", like.bias().shape(), bias));
    }

    /** Those whose products this processor computes as they are. */
    private static List<Int8For> processors() {
        return Processor.ofMachine().multipliesBytesExactly() ? List.of(Int8For.values()) : List.of(Int8For.AVX2);
    }

    private static void assertWithinBound(Layer layer, Tensor x) {
        processors().forEach(processors -> assertWithinBound(layer, x, processors));
    }

    private static void assertWithinBound(Layer layer, Tensor x, Int8For processors) {
        float[] found = Runs.run(layer.graph(processors), x).get(0).values();
        float[] expected = layer.expected(x).values();
        float[] bound = bound(layer, x, processors).values();
        assertEquals(expected.length, found.length);
        for (int i = 0; i < found.length; i++) {
            double off = Math.abs(found[i] - expected[i]);
            assertTrue(off <= bound[i] * 1.001 + 1e-4, "output " + i + " is off by " + off + ", bound " + bound[i]);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1,7,5", "1,30,64,48", "3,17,33,130"})
    void aLinearLayerIsOffByNoMoreThanItsScalesSay(int batch, int steps, int in, int out) {
        assertWithinBound(layer(out, in), Tensor.random(random, batch, steps, in));
    }

    @ParameterizedTest
    @CsvSource({"1,1,7,5,3", "1,30,64,48,3", "3,17,33,20,5"})
    void aConvolutionIsOffByNoMoreThanItsScalesSay(int batch, int steps, int in, int out, int kernel) {
        assertWithinBound(layer(out, in, kernel), Tensor.random(random, batch, steps, in));
    }

    @Test
    void inputsOfOneSignAreWithinTheBoundToo() {
        Tensor x = Tensor.random(random, 1, 9, 32);
        for (int i = 0; i < x.values().length; i++) {
            x.values()[i] = 3 + Math.abs(x.values()[i]);
        }
        assertWithinBound(layer(16, 32), x);
        assertWithinBound(layer(16, 32, 3), x);
    }

    @Test
    void whatBytesHoldExactlyComesOutExactlyEvenWhereSumsAreLargest() {
        Layer layer = layer(16, 256);
        Tensor x = Tensor.random(random, 1, 4, 256);
        for (int i = 0; i < x.values().length; i++) {
            x.values()[i] = i % 5 == 0 ? random.nextInt(256) : 255;
        }
        x.values()[0] = 0;
        for (Int8For processors : processors()) {
            int largest = processors.largestWeight();
            for (int i = 0; i < layer.weight().values().length; i++) {
                layer.weight().values()[i] = i % 3 == 0 ? -largest : largest;
            }
            float[] found = Runs.run(layer.graph(processors), x).get(0).values();
            assertArrayEquals(layer.expected(x).values(), found, 0.5f);
        }
    }

    @Test
    void zerosGiveTheBiasAndSoDoZeroWeights() {
        Layer layer = layer(4, 8);
        Tensor zeros = Tensor.of(new long[] {1, 2, 8}, new float[16]);
        float[] b = layer.bias().values();
        float[] twice = {b[0], b[1], b[2], b[3], b[0], b[1], b[2], b[3]};
        assertArrayEquals(
                twice, Runs.run(layer.graph(Int8For.AVX2), zeros).get(0).values(), 1e-6f);

        Layer without = layer(layer, new float[32], b);
        assertArrayEquals(
                twice,
                Runs.run(without.graph(Int8For.AVX2), Tensor.random(random, 1, 2, 8))
                        .get(0)
                        .values(),
                1e-6f);
    }

    @Test
    void productsOfOneInputShareItsQuantisation() throws InvalidProtocolBufferException {
        OnnxGraph graph = new OnnxGraph("shared");
        Map<String, NamedTensor> weights = Map.of(
                "q",
                layer(4, 8).weight(),
                "k",
                layer(6, 8).weight(),
                "c",
                layer(5, 8, 3).weight());
        OnnxOps op = new OnnxOps(
                graph, Dim.symbol("B"), weights, Target.CPU, Int8Layers.Chosen.of(weights.keySet(), Int8For.AVX2));
        Value x = graph.input("x", ElementType.FLOAT, Shape.of(Dim.symbol("B"), Dim.symbol("T"), Dim.of(8)));
        graph.output("a", op.linear(x, op.params().get("q")));
        graph.output("b", op.linear(x, op.params().get("k")));
        graph.output("d", op.conv1d(x, op.params().get("c")));
        List<String> types =
                ModelProto.parseFrom(new OnnxModel(graph, "test", "1", Map.of()).toBytes())
                        .getGraph()
                        .getNodeList()
                        .stream()
                        .map(node -> node.getOpType())
                        .toList();
        assertEquals(1, types.stream().filter("DynamicQuantizeLinear"::equals).count(), types.toString());
        assertEquals(3, types.stream().filter("MatMulIntegerToFloat"::equals).count(), types.toString());
    }
}

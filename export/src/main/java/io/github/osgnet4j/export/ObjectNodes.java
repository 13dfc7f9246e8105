package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.Operator;
import io.github.osgnet4j.export.onnx.Value;
import java.util.function.IntFunction;

/**
 * Sequences of objects as rows in a graph, for places that hold an object alone: those of one sample ({@link CompactObjectNodes})
 * or of several ({@link BatchedObjectNodes}). Rows are numbered step by step, so that those of leading steps keep their numbers.
 */
interface ObjectNodes {

    /** @see io.github.osgnet4j.network.Ops#objectRows */
    Value rows(Value table, Value fallback, Value index);

    /**
     * @param taps the weights (C) of each step of the kernel
     * @see io.github.osgnet4j.network.Ops#objectConv1d
     */
    Value conv1d(Value x, Value none, Taps taps, Value index);

    /** @see io.github.osgnet4j.network.Ops#stepsWithObjects */
    Value stepsWithObjects(Value x, Value index);

    /** @see io.github.osgnet4j.network.Ops#placed */
    Value placed(Value x, Value none, Value index);

    /** @see io.github.osgnet4j.network.Ops#objectAttention */
    Value attention(Value q, Value k, Value v, int heads, Value index);

    /** A depthwise kernel over the steps, step by step. */
    record Taps(Weights weights, Value weight) {

        /** K, odd. */
        int count() {
            return Math.toIntExact(weight.dim(2).fixed());
        }

        /** (C), the factors of the j-th step. */
        private Value factors(int j) {
            return weights.tap(weight, j);
        }

        /**
         * The sum of all steps of the kernel, at each object.
         *
         * @param neighbours for each object what is so many steps on in its slot
         */
        Value sum(OnnxGraph graph, Value x, IntFunction<Value> neighbours) {
            int centre = count() / 2;
            Value y = graph.apply(Operator.MUL, x, factors(centre));
            for (int j = 0; j < count(); j++) {
                if (j != centre) {
                    Value neighbour = neighbours.apply(j - centre);
                    y = graph.apply(Operator.ADD, y, graph.apply(Operator.MUL, neighbour, factors(j)));
                }
            }
            return y;
        }
    }
}

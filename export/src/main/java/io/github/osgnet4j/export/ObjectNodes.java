package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.Value;

/** How sequences of objects lie in a graph: {@link DenseObjectNodes} or {@link CompactObjectNodes}. */
interface ObjectNodes {

    /** @see io.github.osgnet4j.network.Ops#objectRows */
    Value rows(Value table, Value fallback, Value index);

    /** @see io.github.osgnet4j.network.Ops#maskedObjects */
    Value masked(Value x, Value index);

    /**
     * @param taps the weights (C) of each step of the kernel
     * @see io.github.osgnet4j.network.Ops#objectConv1d
     */
    Value conv1d(Value x, Value none, Taps taps, Value index);

    /** @see io.github.osgnet4j.network.Ops#objectsWithin */
    Value within(Value x, Value index);

    /** @see io.github.osgnet4j.network.Ops#stepsWithObjects */
    Value stepsWithObjects(Value x, Value index);

    /** @see io.github.osgnet4j.network.Ops#placed */
    Value placed(Value x, Value none, Value index);

    /** @see io.github.osgnet4j.network.Ops#objectAttention */
    Value attention(Value q, Value k, Value v, int heads, Value index);

    /** A depthwise kernel over the steps, as whole and step by step. */
    record Taps(Weights weights, Value weight) {

        /** K, odd. */
        int count() {
            return Math.toIntExact(weight.dim(2).fixed());
        }

        /** (C, 1, K). */
        Value kernel() {
            return weights.plain(weight);
        }

        /** (C), the factors of the j-th step. */
        Value factors(int j) {
            return weights.tap(weight, j);
        }
    }
}

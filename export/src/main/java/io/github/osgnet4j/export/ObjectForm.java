package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.Value;

/** How sequences of objects lie in a graph: {@link DenseObjects} or {@link CompactObjects}. */
interface ObjectForm {

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
    interface Taps {

        /** K, odd. */
        int count();

        /** (C, 1, K). */
        Value kernel();

        /** (C), the factors of the j-th step. */
        Value factors(int j);
    }
}

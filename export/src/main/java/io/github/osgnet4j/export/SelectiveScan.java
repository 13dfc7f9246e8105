package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.Value;

/** A form of the selective scan as nodes of a graph. */
interface SelectiveScan {

    /**
     * h_t = exp(delta_t A) h_{t-1} + delta_t B_t u_t; y_t = C_t . h_t.
     *
     * @param u (B, T, D)
     * @param delta (B, T, D)
     * @param a (N, D), negative
     * @param b (B, T, N)
     * @param c (B, T, N)
     * @return (B, T, D)
     */
    Value scan(Value u, Value delta, Value a, Value b, Value c);
}

package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.Dim;
import io.github.osgnet4j.export.onnx.Layout;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.Operator;
import io.github.osgnet4j.export.onnx.Value;
import java.util.Arrays;

/**
 * A sequence cut into chunks of L items, those of all samples beside each other: (B, T, ..) is (M, L, ..) with M = B ceil(T / L),
 * zeros after the last item. A scan passes over them unchanged, as a step of size 0 does nothing.
 */
record Chunks(OnnxGraph graph, Layout layout, Dim batch, Dim items) {
    /** L. Kernels a scan launches grow with it, levels of chunks shrink. */
    static final int LENGTH = 16;

    /** Sizes that split a chunk into its items. */
    static final long[] SINGLES = new long[LENGTH];

    static {
        Arrays.fill(SINGLES, 1);
    }

    /** ceil(T / L). */
    Dim chunks() {
        return items.ceilDiv(LENGTH);
    }

    /** (B, T, ..) as (M, L, ..). */
    Value cut(Value x) {
        Value padded = layout.pad(x, 1, Dim.of(0), chunks().times(LENGTH).minus(items));
        Dim[] dims = x.shape().dims().toArray(Dim[]::new);
        dims[0] = batch.times(chunks());
        dims[1] = Dim.of(LENGTH);
        return layout.reshape(padded, dims);
    }

    /** (M, L, ..) as (B, T, ..). */
    Value join(Value x) {
        Dim[] dims = x.shape().dims().toArray(Dim[]::new);
        dims[0] = batch;
        dims[1] = chunks().times(LENGTH);
        return layout.slice(layout.reshape(x, dims), 1, Dim.of(0), items);
    }

    /** For each item the sum of those after it in its chunk. x: (M, L, D). */
    Value sumOfLater(Value x) {
        float[] later = new float[LENGTH * LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            Arrays.fill(later, i * LENGTH + i + 1, (i + 1) * LENGTH, 1);
        }
        Value matrix = graph.sharedConstant("later_" + LENGTH, new long[] {LENGTH, LENGTH}, later);
        return graph.apply(Operator.MATMUL, matrix, x);
    }

    /** The sum of each chunk. (M, L, ..) to (M, ..). */
    Value total(Value x) {
        return layout.sum(x, 1);
    }
}

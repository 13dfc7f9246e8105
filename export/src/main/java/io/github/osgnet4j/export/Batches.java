package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.Dim;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.Value;

/**
 * Where samples of one video meet samples of many queries: a batch axis under any other name than {@code batch} is 1 or
 * {@code batch} when the graph runs, which ONNX broadcasts either way.
 *
 * @param graph the graph
 * @param batch the batch size where all have met
 */
record Batches(OnnxGraph graph, Dim batch) {

    /** x, its batch axis declared as one that repeats, if it is to meet the batch in a broadcasting operator. */
    Value met(Value x, Value other) {
        return repeats(x, other) ? graph.assume(x, x.shape().with(0, Dim.of(1))) : x;
    }

    boolean repeats(Value x, Value other) {
        return !x.dim(0).equals(batch) && !x.dim(0).is(1) && other.dim(0).equals(batch);
    }
}

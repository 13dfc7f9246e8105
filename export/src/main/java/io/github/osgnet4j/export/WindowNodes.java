package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.Dim;
import io.github.osgnet4j.export.onnx.Layout;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.Operator;
import io.github.osgnet4j.export.onnx.Value;
import io.github.osgnet4j.network.Lengths;

/**
 * Attention within a radius, by blocks: a block of queries attends to its own steps and {@code radius} more on either
 * side, and steps outside the radius are masked.
 */
record WindowNodes(OnnxGraph graph, Layout layout, AttentionNodes attention, Batches batches) {
    private static final float OUT_OF_REACH = -1e30f;
    private static final float PADDED = -1e4f;

    /** q, k, v: (B, T, C); T a multiple of 2 * radius. */
    Value attend(Value q, Value k, Value v, int heads, int radius, Lengths<Value> lengths) {
        Dim steps = q.dim(1);
        long block = steps.floorDiv(4L * radius).times(4L * radius).equals(steps) ? 4L * radius : 2L * radius;
        Dim blocks = steps.floorDiv(block);
        Value positions = positions(blocks, block, radius);
        Value rows = rows(positions, steps);
        Value queries = blocked(layout.reshape(q, q.dim(0), blocks, Dim.of(block), q.dim(2)), heads, false);
        Value keys = blocked(layout.gather(attention.scaled(k, heads), rows, 1), heads, true);
        Value values = blocked(layout.gather(v, rows, 1), heads, false);
        Value logits = graph.apply(Operator.MATMUL, queries, keys);
        Value penalty = penalty(positions, steps, block, radius, lengths);
        Value masked = graph.apply(Operator.ADD, logits, batches.met(penalty, logits));
        Value out = graph.apply(Operator.MATMUL, attention.softmax(masked, -1), values);
        return layout.reshape(layout.transpose(out, 0, 1, 3, 2, 4), q.dim(0), steps, q.dim(2));
    }

    /** Integers (N, block + 2 radius): the step that each key of each block is at; it may lie outside the sequence. */
    private Value positions(Dim blocks, long block, int radius) {
        long[] within = new long[Math.toIntExact(block) + 2 * radius];
        for (int j = 0; j < within.length; j++) {
            within[j] = j - radius;
        }
        Value starts = graph.apply(Operator.MUL, layout.range(blocks), graph.integer(block));
        return graph.apply(Operator.ADD, layout.unsqueeze(starts, 1), graph.integers(within));
    }

    private Value rows(Value positions, Dim steps) {
        Value fromStart = graph.apply(Operator.MAX, positions, graph.integer(0));
        return graph.apply(Operator.MIN, fromStart, graph.length(steps.plus(-1)));
    }

    /** (B, N, S, C) as (B, N, H, S, d), or (B, N, H, d, S). */
    private Value blocked(Value x, int heads, boolean asColumns) {
        Value split = attention.heads(x, heads);
        return asColumns ? layout.transpose(split, 0, 1, 3, 4, 2) : layout.transpose(split, 0, 1, 3, 2, 4);
    }

    /** (B, N, 1, block, block + 2 radius), or (1, N, ...) where all samples have the same length. */
    private Value penalty(Value positions, Dim steps, long block, int radius, Lengths<Value> lengths) {
        Value inside = graph.apply(
                Operator.AND,
                graph.apply(Operator.GREATER_OR_EQUAL, positions, graph.integer(0)),
                graph.apply(Operator.LESS, positions, graph.length(steps)));
        Value outside = graph.apply(Operator.WHERE, inside, graph.constant(0f), graph.constant(OUT_OF_REACH));
        Value strip = graph.apply(Operator.ADD, layout.unsqueeze(outside, 1), band(block, radius));
        Value all = layout.unsqueeze(strip, 0, 2);
        if (lengths.isFull()) {
            return all;
        }
        Value ends = layout.unsqueeze(lengths.values(), 1, 2);
        Value real = graph.apply(Operator.LESS, layout.unsqueeze(positions, 0), ends);
        Value padded = graph.apply(Operator.WHERE, real, graph.constant(0f), graph.constant(PADDED));
        return graph.apply(Operator.ADD, all, layout.unsqueeze(padded, 2, 3));
    }

    /** (block, block + 2 radius): 0 where key j is within the radius of query i. */
    private Value band(long block, int radius) {
        int rows = Math.toIntExact(block);
        int columns = rows + 2 * radius;
        float[] band = new float[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                band[i * columns + j] = j >= i && j <= i + 2 * radius ? 0 : OUT_OF_REACH;
            }
        }
        return graph.sharedConstant("band_" + rows + "_" + radius, new long[] {rows, columns}, band);
    }
}

package io.github.osgnet4j.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A selective scan for GPUs, in PyTorch but outside of its graph: chunks of steps in parallel, which takes a few large
 * operations instead of one after the other for each step. Like {@link ScanKernel}, it keeps nothing between the
 * passes.
 */
record ParallelScan(TorchFunctions functions, NDArray u, NDArray delta, NDArray aLog, NDArray b, NDArray c, NDArray d)
        implements OutsideOperation {

    /** Most elements, (B, T, channels, N), of the states that exist at once; the backward pass has five arrays of them. */
    private static final long MOST_STATES = 1L << 25;

    /** y, (B, T, D). */
    NDArray forward() {
        return forward(length(), channels());
    }

    NDArray forward(int length, int channels) {
        try (NDArray sizes = sizes(length, channels)) {
            return functions.call("parallel_scan", u, delta, aLog, b, c, d, sizes);
        }
    }

    @Override
    public List<NDArray> inputs() {
        return List.of(u, delta, aLog, b, c, d);
    }

    @Override
    public List<NDArray> backward(NDArray gradient) {
        try (NDList gradients = gradients(gradient, length(), channels())) {
            List<NDArray> terms = new ArrayList<>();
            for (int i = 0; i < gradients.size(); i++) {
                terms.add(functions.call("weighted", inputs().get(i), gradients.get(i)));
            }
            return terms;
        }
    }

    /** The gradients of u, delta, aLog, b, c and d, given that of y. */
    NDList gradients(NDArray gradient, int length, int channels) {
        try (NDArray sizes = sizes(length, channels)) {
            return functions.callForAll("parallel_scan_gradients", gradient, u, delta, aLog, b, c, d, sizes);
        }
    }

    private NDArray sizes(int length, int channels) {
        return u.getManager().create(new Shape(length, channels, 0));
    }

    /** As many steps in a chunk as there are chunks: both are gone through one by one. */
    private int length() {
        return (int) Math.ceil(Math.sqrt(u.getShape().get(1)));
    }

    /** In equal parts, as few as the states of one have room for. */
    private int channels() {
        return channels(
                u.getShape().get(0),
                (long) length() * length(),
                Math.toIntExact(u.getShape().get(2)),
                aLog.getShape().get(1));
    }

    static int channels(long batch, long steps, int channels, long states) {
        long most = Math.max(1, MOST_STATES / (batch * steps * states));
        long parts = (channels + most - 1) / most;
        return Math.toIntExact((channels + parts - 1) / parts);
    }
}

package io.github.osgnet4j.train;

import ai.djl.ndarray.NDArray;
import java.util.function.Consumer;

/** An array of a {@link TapedOps}: where it was computed, and what it is in later segments. */
final class Taped {

    private static final int CONSTANT = -1;

    private final NDArray array;
    private final int segment;
    private int leafSegment = CONSTANT;
    private NDArray leaf;
    private NDArray gradient;

    Taped(NDArray array, int segment) {
        this.array = array;
        this.segment = segment;
    }

    /** A weight, or something no gradient goes to: the same in all segments. */
    static Taped constant(NDArray array) {
        return new Taped(array, CONSTANT);
    }

    boolean isConstant() {
        return segment == CONSTANT;
    }

    NDArray array() {
        return array;
    }

    int segment() {
        return segment;
    }

    /** The array as a leaf of a later segment; a new leaf is announced. */
    NDArray leafIn(int later, Consumer<NDArray> announced) {
        if (leafSegment != later) {
            leafSegment = later;
            leaf = array.stopGradient();
            leaf.setRequiresGradient(true);
            announced.accept(leaf);
        }
        return leaf;
    }

    /** Adds a later segment's gradient; whether it was the first. */
    boolean receive(NDArray part) {
        boolean first = gradient == null;
        gradient = first ? part : gradient.add(part);
        return first;
    }

    NDArray gradient() {
        return gradient;
    }
}

package io.github.osgnet4j.train;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An array of a {@link TapedOps}: where it was computed, and what gradient later segments have given it. */
final class Taped {

    private final NDArray array;
    private final Optional<Segment> segment;
    private @Nullable NDArray gradient;

    /** An array computed in a segment. */
    Taped(NDArray array, Segment segment) {
        this.array = array;
        this.segment = Optional.of(segment);
    }

    private Taped(NDArray array) {
        this.array = array;
        this.segment = Optional.empty();
    }

    /** A weight, or something no gradient goes to: the same in all segments. */
    static Taped constant(NDArray array) {
        return new Taped(array);
    }

    boolean isConstant() {
        return segment.isEmpty();
    }

    NDArray array() {
        return array;
    }

    /** Whether it was computed there. */
    boolean isOf(Segment other) {
        return segment.filter(s -> s == other).isPresent();
    }

    /** Adds a later segment's gradient, which this owns from now on. */
    void receive(NDArray part) {
        if (gradient == null) {
            gradient = part;
            segment.orElseThrow().want(this);
        } else {
            NDArray sum = gradient.add(part);
            gradient.close();
            part.close();
            gradient = sum;
        }
    }

    NDArray gradient() {
        return gradient;
    }
}

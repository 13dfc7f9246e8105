package io.github.osgnet4j.benchmarks;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A tensor of which only the shape is known. */
final class Extent {

    private final long[] dims;

    Extent(long... dims) {
        this.dims = dims.clone();
    }

    /** Size of an axis; negative ones count from the last. */
    long dim(int axis) {
        return dims[axis < 0 ? dims.length + axis : axis];
    }

    int rank() {
        return dims.length;
    }

    long elements() {
        return Arrays.stream(dims).reduce(1, Math::multiplyExact);
    }

    /** Elements per channel. */
    long rows() {
        return Arrays.stream(dims, 0, dims.length - 1).reduce(1, Math::multiplyExact);
    }

    Extent withLast(long size) {
        return with(dims.length - 1, size);
    }

    Extent withSteps(long steps) {
        return with(dims.length - 2, steps);
    }

    Extent withBatch(long batch) {
        return with(0, batch);
    }

    private Extent with(int axis, long size) {
        long[] changed = dims.clone();
        changed[axis] = size;
        return new Extent(changed);
    }

    @Override
    public String toString() {
        return Arrays.stream(dims).mapToObj(Long::toString).collect(Collectors.joining(" x ", "(", ")"));
    }
}

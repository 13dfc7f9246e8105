package io.github.osgnet4j.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.StreamedTensor;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A tensor in PyTorch's memory, as a range of a one-dimensional array. On the CPU its values are read in place, on
 * another device a few megabytes at a time.
 *
 * @param array must live as long as this is used
 * @param from index of the first value
 */
record DeviceTensor(String name, long[] shape, NDArray array, int from) implements StreamedTensor {

    private static final int PIECE = 1 << 22;

    /** A whole array. */
    static DeviceTensor whole(String name, NDArray array) {
        return new DeviceTensor(name, array.getShape().getShape(), array, 0);
    }

    @Override
    public Iterable<FloatBuffer> pieces() {
        int size = Math.toIntExact(NamedTensor.elements(shape));
        if (!array.getDevice().isGpu()) {
            return List.of(array.toByteBuffer(true).asFloatBuffer().slice(from, size));
        }
        return () -> IntStream.iterate(from, at -> at < from + size, at -> at + PIECE)
                .mapToObj(at -> copied(at, Math.min(at + PIECE, from + size)))
                .iterator();
    }

    private FloatBuffer copied(int begin, int end) {
        try (NDArray piece = array.get(new NDIndex().addSliceDim(begin, end))) {
            return FloatBuffer.wrap(piece.toFloatArray());
        }
    }
}

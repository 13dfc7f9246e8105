package io.github.osgnet4j.runtime;

import io.github.osgnet4j.runtime.error.InputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/** Buffers that ONNX Runtime reads and writes in place. */
final class DirectBuffers {

    private DirectBuffers() {}

    /** Zeros; limits of a Java buffer become an {@link InputException}. */
    static FloatBuffer floats(long elements) {
        return bytes(elements, Float.BYTES).asFloatBuffer();
    }

    /** Zeros; limits of a Java buffer become an {@link InputException}. */
    static LongBuffer longs(long elements) {
        return bytes(elements, Long.BYTES).asLongBuffer();
    }

    private static ByteBuffer bytes(long elements, int size) {
        if (elements > Integer.MAX_VALUE / size) {
            throw new InputException("An input of " + elements + " numbers of " + size
                    + " bytes is too large for one tensor; use a shorter video or fewer queries at once");
        }
        return ByteBuffer.allocateDirect((int) elements * size).order(ByteOrder.nativeOrder());
    }
}

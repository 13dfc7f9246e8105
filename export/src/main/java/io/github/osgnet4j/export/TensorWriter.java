package io.github.osgnet4j.export;

import io.github.osgnet4j.network.FloatTensor;
import io.github.osgnet4j.runtime.bundle.SampleTensor;
import io.github.osgnet4j.runtime.bundle.SampleTensor.ElementType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Appends raw little-endian tensors to a file and returns their positions. */
final class TensorWriter {

    private final OutputStream out;
    private long offset;

    TensorWriter(OutputStream out) {
        this.out = out;
    }

    SampleTensor floats(String name, FloatTensor t) throws IOException {
        ByteBuffer bytes = buffer(t, ElementType.FLOAT32);
        for (float v : t.values()) {
            bytes.putFloat(v);
        }
        return append(name, ElementType.FLOAT32, t, bytes);
    }

    SampleTensor floats(String name, float[] values, int... shape) throws IOException {
        return floats(name, new FloatTensor(shape, values));
    }

    SampleTensor integers(String name, FloatTensor t) throws IOException {
        ByteBuffer bytes = buffer(t, ElementType.INT64);
        for (float v : t.values()) {
            bytes.putLong((long) v);
        }
        return append(name, ElementType.INT64, t, bytes);
    }

    private static ByteBuffer buffer(FloatTensor t, ElementType type) {
        return ByteBuffer.allocate(t.values().length * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    }

    private SampleTensor append(String name, ElementType type, FloatTensor t, ByteBuffer bytes) throws IOException {
        out.write(bytes.array());
        List<Long> shape = Arrays.stream(t.shape()).asLongStream().boxed().toList();
        SampleTensor tensor = new SampleTensor(name, type, shape, offset);
        offset += bytes.capacity();
        return tensor;
    }
}

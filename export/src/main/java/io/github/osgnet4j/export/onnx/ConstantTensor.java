package io.github.osgnet4j.export.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A constant tensor. Its elements are not copied before they are written. */
final class ConstantTensor {

    /** Elements of one of the types that constants have. */
    private sealed interface Elements {
        record Floats(float[] values) implements Elements {}

        record Longs(long[] values) implements Elements {}

        record Bytes(byte[] values) implements Elements {}
    }

    private static final int CHUNK = 8192;

    private final String name;
    private final ElementType element;
    private final long[] shape;
    private final Elements elements;
    private final int count;

    private ConstantTensor(String name, ElementType element, long[] shape, Elements elements, int count) {
        this.name = name;
        this.element = element;
        this.shape = shape.clone();
        this.elements = elements;
        this.count = count;
        long wanted = 1;
        for (long d : shape) {
            wanted = Math.multiplyExact(wanted, d);
        }
        if (wanted != count) {
            throw new GraphException("Constant '" + name + "' of shape " + Shape.of(shape) + " needs " + wanted
                    + " values, found " + count);
        }
    }

    static ConstantTensor of(String name, long[] shape, float[] values) {
        return new ConstantTensor(name, ElementType.FLOAT, shape, new Elements.Floats(values), values.length);
    }

    static ConstantTensor of(String name, long[] shape, long[] values) {
        return new ConstantTensor(name, ElementType.INT64, shape, new Elements.Longs(values), values.length);
    }

    static ConstantTensor of(String name, long[] shape, byte[] values) {
        return new ConstantTensor(name, ElementType.INT8, shape, new Elements.Bytes(values), values.length);
    }

    /** The same numbers under another name in half precision; those beyond its range become infinite. */
    ConstantTensor inHalf(String otherName) {
        return new ConstantTensor(otherName, ElementType.FLOAT16, shape, elements, count);
    }

    /** The largest magnitude of a float tensor; 0 of others. */
    float largest() {
        float largest = 0;
        if (elements instanceof Elements.Floats f) {
            for (float v : f.values()) {
                largest = Math.max(largest, Math.abs(v));
            }
        }
        return largest;
    }

    String name() {
        return name;
    }

    ElementType element() {
        return element;
    }

    long[] shape() {
        return shape.clone();
    }

    /** Bytes of {@code raw_data}. */
    long bytes() {
        return (long) count * element.bytes();
    }

    /** The tensor without its data. */
    TensorProto.Builder header() {
        TensorProto.Builder proto = TensorProto.newBuilder().setName(name).setDataType(element.code());
        for (long d : shape) {
            proto.addDims(d);
        }
        return proto;
    }

    /** Writes the elements in row-major order, little-endian. */
    void writeRaw(OutputStream out) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK * element.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            put(buffer, i);
            if (!buffer.hasRemaining() || i == count - 1) {
                out.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
        }
    }

    private void put(ByteBuffer buffer, int i) {
        if (elements instanceof Elements.Floats f && element == ElementType.FLOAT16) {
            buffer.putShort(Half.of(f.values()[i]));
        } else if (elements instanceof Elements.Floats f) {
            buffer.putFloat(f.values()[i]);
        } else if (elements instanceof Elements.Longs l) {
            buffer.putLong(l.values()[i]);
        } else if (elements instanceof Elements.Bytes b) {
            buffer.put(b.values()[i]);
        }
    }
}

package io.github.osgnet4j.export.onnx;

import java.util.Random;

/** A tensor of a test, its elements as floats whatever their type in the graph. */
public record Tensor(ElementType element, long[] shape, float[] values) {

    public static Tensor random(Random random, long... shape) {
        float[] values = new float[(int) count(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new Tensor(ElementType.FLOAT, shape, values);
    }

    public static Tensor of(long[] shape, float... values) {
        return new Tensor(ElementType.FLOAT, shape, values);
    }

    public static Tensor integers(long... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values[i];
        }
        return new Tensor(ElementType.INT64, new long[] {values.length}, floats);
    }

    static long count(long... shape) {
        long n = 1;
        for (long d : shape) {
            n *= d;
        }
        return n;
    }

    public Tensor as(ElementType other, long... otherShape) {
        return new Tensor(other, otherShape, values);
    }

    public float at(long... index) {
        int flat = 0;
        for (int i = 0; i < index.length; i++) {
            flat = (int) (flat * shape[i] + index[i]);
        }
        return values[flat];
    }
}

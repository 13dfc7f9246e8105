package io.github.osgnet4j.export;

import io.github.osgnet4j.network.NamedTensor;

/**
 * A weight matrix or kernel in 8 bits: symmetric, each output channel on a scale of its own, so that its largest weight
 * becomes the largest integer.
 *
 * @param rows I K, the inputs of one tap after those of the tap before
 * @param columns O
 * @param integers row-major
 * @param scales what an integer of each column is worth
 */
record QuantizedWeight(int rows, int columns, byte[] integers, float[] scales) {

    /**
     * Quantises (O, I) or (O, I, K).
     *
     * @param limit the largest integer, up to 127
     */
    static QuantizedWeight of(NamedTensor weight, int limit) {
        long[] shape = weight.shape();
        int out = Math.toIntExact(shape[0]);
        int in = Math.toIntExact(shape[1]);
        int kernel = shape.length > 2 ? Math.toIntExact(shape[2]) : 1;
        byte[] integers = new byte[weight.values().length];
        float[] scales = new float[out];
        for (int o = 0; o < out; o++) {
            int first = o * in * kernel;
            float largest = largest(weight.values(), first, in * kernel);
            scales[o] = largest / limit;
            for (int i = 0; i < in; i++) {
                for (int k = 0; k < kernel; k++) {
                    float w = weight.values()[first + i * kernel + k];
                    integers[(k * in + i) * out + o] = largest == 0 ? 0 : (byte) Math.round(w / largest * limit);
                }
            }
        }
        return new QuantizedWeight(in * kernel, out, integers, scales);
    }

    private static float largest(float[] values, int from, int count) {
        float largest = 0;
        for (int i = from; i < from + count; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
        }
        return largest;
    }
}

package io.github.osgnet4j.network;

/** The one product everything heavy comes down to, in an order of loops that the JIT vectorises. */
final class FloatMatrix {

    private FloatMatrix() {}

    /** y[to..] += x[from..] W for W of {@code in} rows of {@code out}. */
    static void multiplyAdd(float[] x, int from, int in, float[] w, float[] y, int to, int out) {
        for (int i = 0; i < in; i++) {
            float a = x[from + i];
            for (int o = 0; o < out; o++) {
                y[to + o] += a * w[i * out + o];
            }
        }
    }

    static float[] transpose(float[] w, int rows, int columns) {
        float[] t = new float[w.length];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                t[c * rows + r] = w[r * columns + c];
            }
        }
        return t;
    }
}

package io.github.osgnet4j.network;

/** The fixed sinusoid table of the official code, divided by sqrt(C). */
public final class Positions {

    /** Its name among the parameters; the official checkpoints do not store it. */
    public static final String TABLE = "pos_embd";

    private Positions() {}

    /** The table (maxSeqLen, C): sine at even channels, cosine at odd ones, computed in float64. */
    public static NamedTensor table(NetworkSpec spec) {
        int steps = spec.maxSeqLen();
        int channels = spec.channels();
        float root = (float) Math.sqrt(channels);
        float[] values = new float[Math.multiplyExact(steps, channels)];
        for (int t = 0; t < steps; t++) {
            for (int c = 0; c < channels; c++) {
                double angle = t / Math.pow(10000, 2.0 * (c / 2) / channels);
                values[t * channels + c] = (float) (c % 2 == 0 ? Math.sin(angle) : Math.cos(angle)) / root;
            }
        }
        return new NamedTensor(TABLE, new long[] {steps, channels}, values);
    }
}

package io.github.osgnet4j.encoders;

/**
 * The features of a text's tokens.
 *
 * @param values float32 (count, channels), row-major; not copied
 * @param count tokens
 */
public record TokenFeatures(float[] values, int count) {

    /** Channels of a token. */
    public int channels() {
        return values.length / count;
    }

    /** The mean over the tokens, one number a channel: the features of the sentence, as sentence encoders pool. */
    public float[] mean() {
        int channels = channels();
        float[] mean = new float[channels];
        for (int c = 0; c < channels; c++) {
            double sum = 0;
            for (int t = 0; t < count; t++) {
                sum += values[t * channels + c];
            }
            mean[c] = (float) (sum / count);
        }
        return mean;
    }
}

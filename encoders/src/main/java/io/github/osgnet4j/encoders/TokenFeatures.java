package io.github.osgnet4j.encoders;

import java.util.Arrays;

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

    /**
     * All tokens but the first, for a network that was trained that way.
     *
     * @throws TextException if there is no other
     */
    public TokenFeatures withoutFirst() {
        if (count == 1) {
            throw new TextException("text: it has one token, which the model drops; use more words");
        }
        return new TokenFeatures(Arrays.copyOfRange(values, channels(), values.length), count - 1);
    }

    /** The mean over the tokens, one number per channel: the pooling of sentence encoders. */
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

package io.github.osgnet4j.encoders;

/**
 * Options for running the networks of encoders.
 *
 * @param threads for a run; 0 for all processors
 * @param gpu whether an NVIDIA GPU is used where there is one
 */
public record EncoderOptions(int threads, boolean gpu) {

    /** All processors, no GPU. */
    public static final EncoderOptions DEFAULT = new EncoderOptions(0, false);

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public EncoderOptions {
        if (threads < 0) {
            throw new IllegalArgumentException("threads is " + threads + ", expected at least 0");
        }
    }
}

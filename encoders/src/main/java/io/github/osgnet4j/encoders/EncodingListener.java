package io.github.osgnet4j.encoders;

/** Watches a video being encoded, on the thread that encodes. */
public interface EncodingListener {

    /** Watches nothing. */
    EncodingListener NONE = progress -> {};

    /** Some more of the video is encoded. */
    void progress(Progress progress);

    /** Whether the features are not wanted any more; asked between runs of the network. */
    default boolean cancelled() {
        return false;
    }

    /**
     * How far it is.
     *
     * @param done seconds of the video that are encoded
     * @param total seconds of the video
     * @param elapsed seconds since the start
     */
    record Progress(double done, double total, double elapsed) {

        /** Seconds of video encoded in a second. */
        public double realTimeFactor() {
            return elapsed > 0 ? done / elapsed : 0;
        }
    }
}

package io.github.osgnet4j.encoders;

/** Watches a video being encoded, on the thread that encodes. */
public interface EncodingListener {

    /** Does nothing. */
    EncodingListener NONE = progress -> {};

    /** Called when more of the video has been encoded. */
    void progress(Progress progress);

    /** Whether to cancel; called between runs of the network. */
    default boolean cancelled() {
        return false;
    }

    /**
     * The progress of an encoding.
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

package io.github.osgnet4j.encoders;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Where the time goes while a video is encoded; its stages overlap, so that they add up to more than the whole.
 *
 * @param decode nanoseconds of waiting for the decoder
 * @param preprocess nanoseconds of resizing, of all threads together
 * @param network nanoseconds of the network
 */
public record EncodingTimes(AtomicLong decode, AtomicLong preprocess, AtomicLong network) {

    /** No time yet. */
    public EncodingTimes() {
        this(new AtomicLong(), new AtomicLong(), new AtomicLong());
    }
}

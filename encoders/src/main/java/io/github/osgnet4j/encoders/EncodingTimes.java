package io.github.osgnet4j.encoders;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The time spent in each stage of encoding a video; the stages overlap, so their sum exceeds the total.
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

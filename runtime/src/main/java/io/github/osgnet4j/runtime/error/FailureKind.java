package io.github.osgnet4j.runtime.error;

/** What a {@link GrounderException} means to whoever asked: what servers make their answers of. */
public enum FailureKind {
    /** The network cannot take the input, or computes nothing sensible from it. */
    INVALID_REQUEST,
    /** The video has more steps than the service takes. */
    VIDEO_TOO_LONG,
    /** The cache does not hold the video that was named: it may be sent again. */
    UNKNOWN_VIDEO,
    /** Too many requests are waiting: later there may be room. */
    QUEUE_FULL,
    /** The request had less time than it needed. */
    DEADLINE_EXCEEDED,
    /** The service is closed, or gave the request up. */
    STOPPING,
    /** There was not enough memory: later, or for a shorter video, there may be. */
    OUT_OF_MEMORY,
    /** Nothing that whoever asked could change; the message is for those who run the service. */
    INTERNAL
}

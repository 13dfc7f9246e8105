package io.github.osgnet4j.runtime.error;

/** What a {@link GrounderException} means to the caller, for servers to choose their response. */
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
    /** The caller can do nothing about it; the message is for the operators of the service. */
    INTERNAL
}

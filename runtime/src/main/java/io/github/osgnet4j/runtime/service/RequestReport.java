package io.github.osgnet4j.runtime.service;

import java.time.Duration;

/**
 * The outcome and times of a request. Encoding, running and ranking are times of the workers: with several queries
 * their sum can exceed the time from the call to the end.
 *
 * @param video id of the video
 * @param queries their number; 0 if a video was only encoded
 * @param outcome how it ended
 * @param encoding where the encoded video came from
 * @param queued from the call to the first worker
 * @param encode in the video graph, with loading the features
 * @param run in the text and query graphs
 * @param rank from scores to windows
 * @param total from the call to the end
 */
public record RequestReport(
        String video,
        int queries,
        Outcome outcome,
        Encoding encoding,
        Duration queued,
        Duration encode,
        Duration run,
        Duration rank,
        Duration total) {

    /** How a request ended. */
    public enum Outcome {
        /** With a result. */
        ANSWERED,
        /** With an exception about its input, its video or ONNX Runtime. */
        FAILED,
        /** By its caller, or because the service was closed. */
        CANCELLED,
        /** At its deadline. */
        EXPIRED
    }

    /** Where an encoded video came from. */
    public enum Encoding {
        /** The request ended before it was known. */
        NONE,
        /** The cache. */
        CACHED,
        /** Another request that was encoding it already. */
        SHARED,
        /** The video graph, for this request. */
        COMPUTED
    }
}

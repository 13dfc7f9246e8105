package io.github.osgnet4j.serve;

import java.time.Duration;

/**
 * Limits on requests; see {@link OsgnetServerBuilder}.
 *
 * @param requests answered at the same time
 * @param connections open at the same time
 * @param jsonBytes of a JSON body
 * @param uploadBytes of an npz body
 * @param bodyMemory bytes that all bodies, and what is made of them, may take together
 * @param headerTimeout for a request's line and headers to arrive, once they have begun
 * @param bodyTimeout for a body to arrive, or an answer to be read, beside what its bytes take at a modest rate
 * @param idleTimeout between two packets of a request, and of a connection between two requests
 * @param deadline of an answer
 * @param topK windows a query
 * @param batch requests of a batch
 * @param tokens of a query
 * @param steps of a video
 * @param videos handles
 * @param videoBytes of a video file
 * @param videoSeconds of a video
 * @param encodings of video files that are under way at the same time
 * @param featureBytes of the features of video files that are kept
 * @param grace for running requests when the server stops
 */
record Limits(
        int requests,
        int connections,
        long jsonBytes,
        long uploadBytes,
        long bodyMemory,
        Duration headerTimeout,
        Duration bodyTimeout,
        Duration idleTimeout,
        Duration deadline,
        int topK,
        int batch,
        int tokens,
        int steps,
        int videos,
        long videoBytes,
        double videoSeconds,
        int encodings,
        long featureBytes,
        Duration grace) {}

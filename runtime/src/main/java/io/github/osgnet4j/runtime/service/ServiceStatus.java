package io.github.osgnet4j.runtime.service;

import io.github.osgnet4j.runtime.Provider;
import java.nio.file.Path;

/**
 * The status of a {@link GroundingService} at a point in time.
 *
 * @param state whether it accepts requests
 * @param bundle folder of the bundle that answers
 * @param provider the provider that runs the graphs
 * @param workers threads that run requests
 * @param queued requests that wait for a worker
 * @param queueCapacity requests that may wait
 * @param unfinished requests that were accepted and have not ended, including waiting ones
 * @param cachedVideos encoded videos in the cache
 * @param cachedBytes their size
 * @param cacheCapacity bytes that they may have
 */
public record ServiceStatus(
        State state,
        Path bundle,
        Provider provider,
        int workers,
        int queued,
        int queueCapacity,
        int unfinished,
        int cachedVideos,
        long cachedBytes,
        long cacheCapacity) {

    /** The life of a service. */
    public enum State {
        /** Opened, warmed up and verified: takes requests. */
        READY,
        /** Takes none, ends those that it has. */
        CLOSING,
        /** Everything is freed. */
        CLOSED
    }
}

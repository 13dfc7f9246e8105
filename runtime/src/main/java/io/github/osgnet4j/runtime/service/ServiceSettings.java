package io.github.osgnet4j.runtime.service;

import io.github.osgnet4j.runtime.GrounderOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What {@link GroundingServiceBuilder} collects.
 *
 * @param bundle folder of the bundle
 * @param options how the network runs
 * @param workers requests, or queries of one request, that run at the same time
 * @param queueCapacity requests that may wait for a worker
 * @param queueWait how long a caller waits for a place in a full queue
 * @param deadline time for a request, if it is limited
 * @param cacheBytes bytes of encoded videos to keep
 * @param maxSteps feature steps that a video may have
 * @param verify whether a bundle is verified on its samples
 * @param warmUpSteps lengths of videos to run once
 * @param listeners told what happens
 */
public record ServiceSettings(
        Path bundle,
        GrounderOptions options,
        int workers,
        int queueCapacity,
        Duration queueWait,
        Optional<Duration> deadline,
        long cacheBytes,
        int maxSteps,
        boolean verify,
        List<Integer> warmUpSteps,
        List<GroundingListener> listeners) {}

package io.github.osgnet4j.runtime.service;

import io.github.osgnet4j.runtime.GrounderOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What {@link GroundingServiceBuilder} collects. */
record ServiceSettings(
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

package io.github.osgnet4j.spring;

import io.github.osgnet4j.runtime.service.ServiceStatus;
import java.util.LinkedHashMap;
import java.util.Map;

/** The details in the health of a service. */
final class HealthDetails {

    private HealthDetails() {}

    /** By name, in the order in which they are shown. */
    static Map<String, Object> of(ServiceStatus status) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("state", status.state());
        details.put("model", status.bundle().getFileName().toString());
        details.put("provider", status.provider());
        details.put("queued", status.queued());
        details.put("queueCapacity", status.queueCapacity());
        details.put("unfinished", status.unfinished());
        details.put("cachedVideos", status.cachedVideos());
        details.put("cachedBytes", status.cachedBytes());
        return details;
    }
}

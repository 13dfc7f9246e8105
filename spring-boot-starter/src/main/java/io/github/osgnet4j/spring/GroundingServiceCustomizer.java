package io.github.osgnet4j.spring;

import io.github.osgnet4j.runtime.service.GroundingServiceBuilder;

/** A bean that has the last word on the settings of the service. */
@FunctionalInterface
public interface GroundingServiceCustomizer {

    /** Called before the service is opened. */
    void customize(GroundingServiceBuilder builder);
}

package io.github.osgnet4j.spring;

import io.github.osgnet4j.runtime.service.GroundingServiceBuilder;

/** A bean that can change the settings of the service after all properties have been applied. */
@FunctionalInterface
public interface GroundingServiceCustomizer {

    /** Called before the service is opened. */
    void customize(GroundingServiceBuilder builder);
}

package io.github.osgnet4j.spring;

import io.github.osgnet4j.runtime.micrometer.GroundingObservations;
import io.github.osgnet4j.runtime.service.GroundingService;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/** The steps of requests to the service, of several the primary one, in the application's traces. */
@AutoConfiguration(
        after = OsgnetAutoConfiguration.class,
        afterName = {
            // Of Spring Boot 3 and 4.
            "org.springframework.boot.actuate.autoconfigure.observation.ObservationAutoConfiguration",
            "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration"
        })
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean(ObservationRegistry.class)
@ConditionalOnSingleCandidate(GroundingService.class)
public class OsgnetObservationsAutoConfiguration {

    /** For Spring. */
    public OsgnetObservationsAutoConfiguration() {}

    /** The observations, which end when the application stops. */
    @Bean
    @ConditionalOnMissingBean
    public GroundingObservations groundingObservations(ObservationRegistry registry, GroundingService service) {
        return GroundingObservations.bind(registry, service);
    }
}

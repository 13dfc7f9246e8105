package io.github.osgnet4j.spring;

import io.github.osgnet4j.runtime.micrometer.GroundingMeters;
import io.github.osgnet4j.runtime.service.GroundingService;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/** The meters of the service, of several the primary one, in the application's registry. */
@AutoConfiguration(
        after = OsgnetAutoConfiguration.class,
        afterName = {
            // Of Spring Boot 3 and 4.
            "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
@ConditionalOnSingleCandidate(GroundingService.class)
public class OsgnetMetricsAutoConfiguration {

    /** For Spring. */
    public OsgnetMetricsAutoConfiguration() {}

    /** The meters, removed when the application stops. */
    @Bean
    @ConditionalOnMissingBean
    public GroundingMeters groundingMeters(MeterRegistry registry, GroundingService service) {
        return GroundingMeters.bind(registry, service);
    }
}

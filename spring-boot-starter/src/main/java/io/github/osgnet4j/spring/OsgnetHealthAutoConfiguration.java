package io.github.osgnet4j.spring;

import io.github.osgnet4j.runtime.service.GroundingService;
import io.github.osgnet4j.runtime.service.ServiceStatus;
import io.github.osgnet4j.runtime.service.ServiceStatus.State;
import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/**
 * The health {@code osgnet} of Spring Boot 3: up while the service accepts requests, out of service once it is being
 * closed. If there are several services, the primary one is used. Spring Boot 4 has
 * {@link OsgnetHealthContributorAutoConfiguration}.
 */
@AutoConfiguration(after = OsgnetAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnSingleCandidate(GroundingService.class)
public class OsgnetHealthAutoConfiguration {

    /** For Spring. */
    public OsgnetHealthAutoConfiguration() {}

    /** The health of the service, with its status. */
    @Bean
    @ConditionalOnEnabledHealthIndicator("osgnet")
    @ConditionalOnMissingBean(name = "osgnetHealthIndicator")
    public HealthIndicator osgnetHealthIndicator(GroundingService service) {
        return () -> health(service.status());
    }

    private static Health health(ServiceStatus status) {
        Health.Builder health = status.state() == State.READY ? Health.up() : Health.outOfService();
        return health.withDetails(HealthDetails.of(status)).build();
    }
}

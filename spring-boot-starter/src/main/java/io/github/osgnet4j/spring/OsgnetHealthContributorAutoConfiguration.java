package io.github.osgnet4j.spring;

import io.github.osgnet4j.runtime.service.GroundingService;
import io.github.osgnet4j.runtime.service.ServiceStatus;
import io.github.osgnet4j.runtime.service.ServiceStatus.State;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** The same as {@link OsgnetHealthAutoConfiguration} for Spring Boot 4, which has different health types. */
@AutoConfiguration(after = OsgnetAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnSingleCandidate(GroundingService.class)
public class OsgnetHealthContributorAutoConfiguration {

    /** For Spring. */
    public OsgnetHealthContributorAutoConfiguration() {}

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

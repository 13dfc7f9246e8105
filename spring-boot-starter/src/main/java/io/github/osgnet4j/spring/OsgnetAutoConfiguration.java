package io.github.osgnet4j.spring;

import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.service.GroundingListener;
import io.github.osgnet4j.runtime.service.GroundingService;
import io.github.osgnet4j.runtime.service.GroundingServiceBuilder;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * A {@link GroundingService} of the bundle {@code osgnet.model}, opened and verified before the application is ready,
 * and closed with it; running requests get {@code osgnet.close-grace} to finish. Beans of type
 * {@link GroundingListener} listen to it.
 */
@AutoConfiguration
@ConditionalOnProperty("osgnet.model")
@EnableConfigurationProperties(OsgnetProperties.class)
public class OsgnetAutoConfiguration {

    /** For Spring. */
    public OsgnetAutoConfiguration() {}

    /** The service. */
    @Bean(destroyMethod = "closeNow")
    @ConditionalOnMissingBean
    public GroundingService groundingService(
            OsgnetProperties properties,
            ObjectProvider<GroundingListener> listeners,
            ObjectProvider<GroundingServiceCustomizer> customizers) {
        GroundingServiceBuilder builder = GroundingService.builder(properties.requiredModel());
        properties.apply(builder);
        listeners.orderedStream().forEach(builder::listener);
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.open();
    }

    /** Lets requests end, before Spring closes the service. */
    @Bean
    @ConditionalOnSingleCandidate(GroundingService.class)
    DisposableBean groundingServiceGrace(GroundingService service, OsgnetProperties properties) {
        return () -> service.close(properties.closeGrace());
    }

    /**
     * Only the network, without queue and cache; opened in addition to the service's own, and only if a bean requires
     * it.
     */
    @Bean
    @Lazy
    @ConditionalOnMissingBean
    public Grounder grounder(OsgnetProperties properties) {
        return Grounder.open(properties.requiredModel(), properties.options());
    }
}

package io.github.osgnet4j.spring;

import io.github.osgnet4j.encoders.BundleInputs;
import io.github.osgnet4j.encoders.Encoders;
import io.github.osgnet4j.encoders.TextEncoder;
import io.github.osgnet4j.encoders.VideoEncoder;
import io.github.osgnet4j.runtime.service.GroundingService;
import java.util.List;
import java.util.Objects;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * The encoders in the folder {@code osgnet.encoders}, for applications that use {@code osgnet4j-encoders}, and the
 * inputs that they provide for the service's bundle; if the encoders do not match it, the application does not start.
 */
@AutoConfiguration(after = OsgnetAutoConfiguration.class)
@ConditionalOnClass(Encoders.class)
@ConditionalOnProperty("osgnet.encoders")
@EnableConfigurationProperties(OsgnetProperties.class)
public class OsgnetEncodersAutoConfiguration {

    /** For Spring. */
    public OsgnetEncodersAutoConfiguration() {}

    /** The encoders, closed with the application. */
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    public Encoders osgnetEncoders(OsgnetProperties properties) {
        return Encoders.load(Objects.requireNonNull(properties.encoders(), "osgnet.encoders"));
    }

    /**
     * The video encoder, created on demand.
     *
     * @throws IllegalStateException if there is none, or if there are several, which match the network only together
     */
    @Bean(destroyMethod = "")
    @Lazy
    @ConditionalOnMissingBean
    public VideoEncoder osgnetVideoEncoder(Encoders encoders) {
        List<VideoEncoder> videos = encoders.videos();
        if (videos.size() != 1) {
            throw new IllegalStateException("osgnet.encoders has " + videos.size()
                    + " video encoders, expected one for a bean VideoEncoder; take the bean Encoders");
        }
        return videos.get(0);
    }

    /**
     * The text encoder, created on demand.
     *
     * @throws IllegalStateException if there is none
     */
    @Bean(destroyMethod = "")
    @Lazy
    @ConditionalOnMissingBean
    public TextEncoder osgnetTextEncoder(Encoders encoders) {
        return encoders.text()
                .orElseThrow(() -> new IllegalStateException(
                        "osgnet.encoders has no text encoder for a bean TextEncoder; add one"));
    }

    /** Turns videos and words into inputs of the bundle. */
    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnSingleCandidate(GroundingService.class)
    public BundleInputs osgnetInputs(GroundingService service, Encoders encoders) {
        return BundleInputs.of(service.manifest(), encoders);
    }
}

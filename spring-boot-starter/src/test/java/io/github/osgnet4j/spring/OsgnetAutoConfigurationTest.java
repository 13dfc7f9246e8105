package io.github.osgnet4j.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.osgnet4j.encoders.BundleInputs;
import io.github.osgnet4j.encoders.Encoders;
import io.github.osgnet4j.encoders.TextEncoder;
import io.github.osgnet4j.encoders.TinyTextEncoder;
import io.github.osgnet4j.encoders.TinyVideoEncoder;
import io.github.osgnet4j.encoders.VideoEncoder;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.PluginProvider;
import io.github.osgnet4j.runtime.Provider;
import io.github.osgnet4j.runtime.error.BundleException;
import io.github.osgnet4j.runtime.error.DeadlineExceededException;
import io.github.osgnet4j.runtime.error.GrounderException;
import io.github.osgnet4j.runtime.error.InferenceException;
import io.github.osgnet4j.runtime.error.QueueFullException;
import io.github.osgnet4j.runtime.micrometer.GroundingMeters;
import io.github.osgnet4j.runtime.micrometer.GroundingObservations;
import io.github.osgnet4j.runtime.service.GroundingService;
import io.github.osgnet4j.runtime.service.GroundingServiceBuilder;
import io.github.osgnet4j.runtime.service.ServiceStatus.State;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.config.BeanDefinitionCustomizer;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/** When the starter configures what. */
class OsgnetAutoConfigurationTest {

    private static final String MODEL = "osgnet.model=" + Path.of(System.getProperty("osgnet.root"), "models", "demo");

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    OsgnetAutoConfiguration.class,
                    OsgnetEncodersAutoConfiguration.class,
                    OsgnetHealthAutoConfiguration.class,
                    OsgnetMetricsAutoConfiguration.class,
                    OsgnetObservationsAutoConfiguration.class,
                    OsgnetProblemsAutoConfiguration.class));

    @Test
    void withoutAModelNothingIsConfigured() {
        application.run(context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(GroundingService.class)
                .doesNotHaveBean(Grounder.class)
                .doesNotHaveBean(HealthIndicator.class));
    }

    @Test
    void theServiceIsReadyWhenTheContextIsAndClosedAfterIt() {
        AtomicReference<GroundingService> service = new AtomicReference<>();
        application.withPropertyValues(MODEL).run(context -> {
            service.set(context.getBean(GroundingService.class));
            assertThat(service.get().ready()).isTrue();
        });
        assertThat(service.get().status().state()).isEqualTo(State.CLOSED);
    }

    @Test
    void aBundleThatCannotBeUsedStopsTheStart() {
        application
                .withPropertyValues("osgnet.model=nowhere")
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining("nowhere"));
        application
                .withPropertyValues("osgnet.model=nowhere")
                .run(context ->
                        assertThat(context).getFailure().hasStackTraceContaining(BundleException.class.getName()));
    }

    @Test
    void healthIsOutOfServiceOnceTheServiceCloses() {
        application.withPropertyValues(MODEL).run(context -> {
            HealthIndicator health = context.getBean(HealthIndicator.class);
            assertThat(health.health().getStatus()).isEqualTo(Status.UP);
            context.getBean(GroundingService.class).close();
            Health closed = health.health();
            assertThat(closed.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
            assertThat(closed.getDetails()).containsEntry("state", State.CLOSED);
        });
    }

    @Test
    void healthCanBeSwitchedOff() {
        application
                .withPropertyValues(MODEL, "management.health.osgnet.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(HealthIndicator.class));
    }

    @Test
    void metersNeedARegistry() {
        application
                .withPropertyValues(MODEL)
                .run(context -> assertThat(context).doesNotHaveBean(GroundingMeters.class));
        application
                .withPropertyValues(MODEL)
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .run(context -> assertThat(context).hasSingleBean(GroundingMeters.class));
    }

    @Test
    void observationsNeedARegistryOfTheirOwn() {
        application
                .withPropertyValues(MODEL)
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .run(context -> assertThat(context).doesNotHaveBean(GroundingObservations.class));
        application
                .withPropertyValues(MODEL)
                .withBean(ObservationRegistry.class, ObservationRegistry::create)
                .run(context -> assertThat(context).hasSingleBean(GroundingObservations.class));
    }

    @Test
    void actuatorAndMicrometerMayBeMissing() {
        application
                .withPropertyValues(MODEL)
                .withClassLoader(new FilteredClassLoader("io.micrometer", "org.springframework.boot.actuate"))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(GroundingService.class));
    }

    @Test
    void encodersThatFitTheBundleMakeItsInputs(@TempDir Path folder) {
        int dimensions = 16;
        for (int i = 0; i < dimensions; i++) {
            TinyVideoEncoder.write(
                    folder.resolve("encoder-" + i),
                    "\"frames\": 1, \"stride_seconds\": 0.53333, \"sample_fps\": 1.875");
        }
        TinyTextEncoder.write(folder.resolve("words"), 24, false, true);
        String encoders = "osgnet.encoders=" + folder;
        application
                .withPropertyValues(MODEL, encoders)
                .run(context ->
                        assertThat(context).getFailure().rootCause().hasMessageContaining("there is no text encoder"));
        try {
            Files.writeString(folder.resolve("words/encoder.json"), "{\"kind\": \"text\"}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        application.withPropertyValues(MODEL, encoders).run(context -> {
            assertThat(context.getBean(Encoders.class).videos()).hasSize(dimensions);
            assertThat(context.getBean(TextEncoder.class))
                    .isSameAs(context.getBean(Encoders.class).text().orElseThrow());
            assertThatThrownBy(() -> context.getBean(VideoEncoder.class))
                    .hasStackTraceContaining("osgnet.encoders has 16 video encoders, expected one");
            assertThat(context.getBean(BundleInputs.class)
                            .query("query", "Where was the pan?")
                            .tokenCount())
                    .isEqualTo(7);
        });
        application
                .withPropertyValues(MODEL, encoders)
                .withClassLoader(new FilteredClassLoader("io.github.osgnet4j.encoders"))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("osgnetEncoders"));
    }

    @Test
    void theGrounderIsOpenedOnlyWhenAskedFor() {
        application.withPropertyValues(MODEL).run(context -> {
            assertThat(context.getBeanFactory().containsSingleton("grounder")).isFalse();
            assertThat(context.getBean(Grounder.class).manifest().dimensions().videoDim())
                    .isPositive();
        });
    }

    @Test
    void aServiceOfTheApplicationTakesThePlaceOfOurs() {
        application
                .withPropertyValues(MODEL)
                .withBean(GroundingService.class, () -> service(3))
                .run(context -> assertThat(
                                context.getBean(GroundingService.class).status().queueCapacity())
                        .isEqualTo(3));
    }

    /** An application with a registry and two services of its own. */
    private ApplicationContextRunner twoServices(BeanDefinitionCustomizer second) {
        return application
                .withPropertyValues(MODEL)
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withBean("first", GroundingService.class, () -> service(3))
                .withBean("second", GroundingService.class, () -> service(5), second);
    }

    private static GroundingService service(int queueCapacity) {
        return GroundingService.builder(Path.of(MODEL.substring(MODEL.indexOf('=') + 1)))
                .queueCapacity(queueCapacity)
                .open();
    }

    @Test
    void ofTwoServicesOfTheApplicationNoneIsWatched() {
        twoServices(bean -> {}).run(context -> {
            assertThat(context)
                    .hasNotFailed()
                    .doesNotHaveBean(HealthIndicator.class)
                    .doesNotHaveBean(GroundingMeters.class)
                    .doesNotHaveBean("groundingServiceGrace");
            assertThat(context.getBeansOfType(GroundingService.class)).containsOnlyKeys("first", "second");
            assertThat(context.getBean(MeterRegistry.class).getMeters()).isEmpty();
        });
    }

    @Test
    void ofTwoServicesOfTheApplicationThePrimaryOneIsWatched() {
        twoServices(bean -> bean.setPrimary(true)).run(context -> {
            assertThat(context).hasNotFailed().hasBean("groundingServiceGrace");
            assertThat(context.getBean(HealthIndicator.class).health().getDetails())
                    .containsEntry("queueCapacity", 5);
            assertThat(context.getBean(MeterRegistry.class)
                            .get("osgnet.queue.capacity")
                            .gauge()
                            .value())
                    .isEqualTo(5);
        });
    }

    @Test
    void aCustomizerHasTheLastWord() {
        application
                .withPropertyValues(MODEL, "osgnet.queue-capacity=3")
                .withBean(GroundingServiceCustomizer.class, () -> builder -> builder.queueCapacity(5))
                .run(context -> assertThat(
                                context.getBean(GroundingService.class).status().queueCapacity())
                        .isEqualTo(5));
    }

    private void assertStopsTheStart(String reason, String... properties) {
        application
                .withPropertyValues(MODEL)
                .withPropertyValues(properties)
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining(reason));
    }

    /** The CPU takes over for the library, which is not there. */
    @Test
    void aPluginNeedsItsLibraryAndALibraryItsProvider(@TempDir Path folder) {
        String library = "osgnet.plugin=" + folder.resolve("none.so") + ",device_type=GPU";
        application.withPropertyValues(MODEL, "osgnet.provider=plugin", library).run(context -> {
            GroundingService service = context.getBean(GroundingService.class);
            assertThat(service.status().provider()).isEqualTo(Provider.CPU);
            PluginProvider plugin =
                    context.getBean(OsgnetProperties.class).options().plugin().orElseThrow();
            assertThat(plugin.library()).isEqualTo(folder.resolve("none.so"));
            assertThat(plugin.options()).containsExactly(Map.entry("device_type", "GPU"));
        });
        assertStopsTheStart("expected osgnet.plugin with it", "osgnet.provider=plugin");
        assertStopsTheStart("osgnet.provider is cpu, expected plugin", library);
        assertStopsTheStart("expected key=value", "osgnet.provider=plugin", "osgnet.plugin=lib.so,fast");
    }

    @Test
    void problemDocumentsAreForApplicationsThatAnswerHttpAndCanBeSwitchedOff() {
        application.run(context -> assertThat(context).doesNotHaveBean(GroundingProblems.class));
        WebApplicationContextRunner web = new WebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(OsgnetProblemsAutoConfiguration.class));
        web.run(context -> assertThat(context).hasSingleBean(GroundingProblems.class));
        web.withPropertyValues("osgnet.problems=false")
                .run(context -> assertThat(context).doesNotHaveBean(GroundingProblems.class));
    }

    @Test
    void springWebMayBeMissing() {
        application
                .withPropertyValues(MODEL)
                .withClassLoader(new FilteredClassLoader("org.springframework.web", "org.springframework.http"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(GroundingService.class)
                        .doesNotHaveBean("groundingProblems"));
        WebApplicationContextRunner web = new WebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(OsgnetProblemsAutoConfiguration.class));
        for (String missing : List.of("org.springframework.web.bind.annotation", "org.springframework.http")) {
            web.withClassLoader(new FilteredClassLoader(missing))
                    .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("groundingProblems"));
        }
    }

    @ParameterizedTest
    @MethodSource("failures")
    void everyFailureHasItsStatus(GrounderException failure, int status, boolean again) {
        ResponseEntity<ProblemDetail> answer = new GroundingProblems().problem(failure);
        assertThat(answer.getStatusCode().value()).isEqualTo(status);
        assertThat(answer.getHeaders().containsKey("Retry-After")).isEqualTo(again);
        assertThat(answer.getBody().getDetail().contains("/secret")).isFalse();
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new QueueFullException(7, 7, Duration.ofSeconds(1)), 429, true),
                Arguments.of(new DeadlineExceededException("clip", Duration.ofSeconds(1), true), 503, true),
                Arguments.of(new InferenceException("/secret: Failed to allocate memory for 8 bytes", null), 503, true),
                Arguments.of(new InferenceException("/secret: std::bad_alloc", null), 503, true),
                Arguments.of(new InferenceException("/secret: Invalid argument", null), 500, false),
                Arguments.of(new BundleException(Path.of("/secret"), "is damaged"), 500, false));
    }

    @Test
    void theMetadataForEditorsHasTheDefaultsOfTheBuilder() throws IOException {
        Map<String, String> defaults = new HashMap<>();
        try (InputStream metadata =
                OsgnetProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            for (JsonNode property : new ObjectMapper().readTree(metadata).at("/properties")) {
                defaults.put(
                        property.at("/name").asText(),
                        property.at("/defaultValue").asText());
            }
        }
        assertThat(defaults)
                .containsEntry("osgnet.queue-capacity", "" + GroundingServiceBuilder.QUEUE_CAPACITY)
                .containsEntry("osgnet.cache-size", (GroundingServiceBuilder.CACHE_BYTES >> 20) + "MB")
                .containsEntry("osgnet.max-steps", "" + GroundingServiceBuilder.MAX_STEPS);
    }

    @Test
    void theMetadataForEditorsListsEveryProperty() throws IOException {
        List<String> listed = new ArrayList<>();
        try (InputStream metadata =
                OsgnetProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            for (JsonNode property : new ObjectMapper().readTree(metadata).at("/properties")) {
                listed.add(property.at("/name").asText());
            }
        }
        assertThat(listed)
                .containsExactlyElementsOf(Arrays.stream(OsgnetProperties.class.getRecordComponents())
                        .map(RecordComponent::getName)
                        .map(name ->
                                "osgnet." + name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT))
                        .toList());
    }
}

package io.github.osgnet4j.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.osgnet4j.postprocess.Window;
import io.github.osgnet4j.runtime.EncodedVideo;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.StepObjects;
import io.github.osgnet4j.runtime.VideoInput;
import io.github.osgnet4j.runtime.bundle.Manifest.Dimensions;
import io.github.osgnet4j.runtime.service.GroundingListener;
import io.github.osgnet4j.runtime.service.GroundingRequest;
import io.github.osgnet4j.runtime.service.GroundingService;
import io.github.osgnet4j.runtime.service.RequestReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A web application with the starter and the bundle of the project, over HTTP. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "osgnet.workers=2",
            "osgnet.queue-capacity=7",
            "osgnet.cache-size=1MB",
            "osgnet.deadline=1m",
            "osgnet.max-steps=500",
            "osgnet.warm-up=30",
            "management.endpoints.web.exposure.include=health,metrics",
            "management.endpoint.health.show-details=always",
            "management.endpoint.health.probes.enabled=true",
            "management.endpoint.health.group.readiness.include=readinessState,osgnet"
        })
class StarterTest {

    private static final Path MODEL = Path.of(System.getProperty("osgnet.root"), "models", "demo");
    private static final int STEPS = 60;
    private static final double SECONDS = 30;

    @Autowired
    private TestRestTemplate http;

    @Autowired
    private GroundingService service;

    @DynamicPropertySource
    static void model(DynamicPropertyRegistry registry) {
        registry.add("osgnet.model", MODEL::toString);
    }

    /** What a user of the starter writes. */
    @SpringBootApplication
    @RestController
    static class Application {

        private final GroundingService service;

        Application(GroundingService service) {
            this.service = service;
        }

        @GetMapping("/windows")
        List<Window> windows() {
            Dimensions d = service.manifest().dimensions();
            return service.ground(video(d), query(d), SECONDS);
        }

        @GetMapping("/short")
        List<Window> tooFewFeatures() {
            Dimensions d = service.manifest().dimensions();
            return service.ground(new VideoInput("clip", new float[d.videoDim()], 2), query(d), SECONDS);
        }

        @GetMapping("/long")
        List<Window> tooManySteps() {
            Dimensions d = service.manifest().dimensions();
            return service.ground(new VideoInput("clip", new float[501 * d.videoDim()], 501), query(d), SECONDS);
        }

        @Bean
        static Heard heard() {
            return new Heard();
        }
    }

    /** A listener that is a bean. */
    static final class Heard implements GroundingListener {
        final List<RequestReport> reports = new CopyOnWriteArrayList<>();

        @Override
        public void finished(RequestReport report) {
            reports.add(report);
        }
    }

    private static VideoInput video(Dimensions d) {
        return new VideoInput("clip", random(1, STEPS * d.videoDim()), STEPS);
    }

    private static QueryInput query(Dimensions d) {
        return new QueryInput("query", random(2, 4 * d.textDim()), 4, StepObjects.none());
    }

    private static float[] random(long seed, int count) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    @Test
    void aControllerAnswersWhatTheGrounderFinds(@Autowired Grounder grounder, @Autowired Heard heard) {
        Window[] found = http.getForObject("/windows", Window[].class);
        Dimensions d = grounder.manifest().dimensions();
        EncodedVideo video = grounder.encode(video(d));
        assertThat(found).containsExactlyElementsOf(grounder.ground(video, query(d), SECONDS));
        assertThat(heard.reports).isNotEmpty();
    }

    @Test
    void whatTheNetworkCannotTakeIsAProblemOfTheRequest() {
        problem("/short", 422, "urn:osgnet:problem:invalid-request");
        problem("/long", 413, "urn:osgnet:problem:video-too-long");
    }

    private void problem(String path, int status, String type) {
        ResponseEntity<JsonNode> answer = http.getForEntity(path, JsonNode.class);
        assertThat(answer.getStatusCode().value()).isEqualTo(status);
        assertThat(answer.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
        assertThat(answer.getBody().at("/type").asText()).isEqualTo(type);
        assertThat(answer.getBody().at("/status").asInt()).isEqualTo(status);
        assertThat(answer.getBody().at("/detail").asText()).isNotBlank();
    }

    @Test
    void propertiesReachTheService() {
        assertThat(service.status().workers()).isEqualTo(2);
        assertThat(service.status().queueCapacity()).isEqualTo(7);
        assertThat(service.status().cacheCapacity()).isEqualTo(1 << 20);
        assertThat(service.stream("s")
                        .append(new float[500 * service.manifest().dimensions().videoDim()], 500)
                        .steps())
                .isEqualTo(500);
    }

    @Test
    void healthTellsThatTheServiceIsReady() {
        JsonNode health = http.getForObject("/actuator/health", JsonNode.class);
        assertThat(health.at("/status").asText()).isEqualTo("UP");
        assertThat(health.at("/components/osgnet/status").asText()).isEqualTo("UP");
        assertThat(health.at("/components/osgnet/details/model").asText()).isEqualTo("demo");
        assertThat(health.at("/components/osgnet/details/queueCapacity").asInt())
                .isEqualTo(7);
        JsonNode readiness = http.getForObject("/actuator/health/readiness", JsonNode.class);
        assertThat(readiness.at("/status").asText()).isEqualTo("UP");
    }

    @Test
    void metersCountTheRequests() {
        double before = requests();
        Dimensions d = service.manifest().dimensions();
        service.ground(new GroundingRequest(video(d), query(d), SECONDS));
        assertThat(requests()).isEqualTo(before + 1);
    }

    @Test
    void theStepsOfARequestArePartsOfItsTrace() {
        http.getForObject("/windows", Window[].class);
        double before = count("osgnet.query.run");
        http.getForObject("/windows", Window[].class);
        assertThat(count("osgnet.query.run")).isEqualTo(before + 1);
    }

    private double requests() {
        return count("osgnet.requests?tag=outcome:answered");
    }

    private double count(String meter) {
        return http.getForObject("/actuator/metrics/" + meter, JsonNode.class)
                .at("/measurements/0/value")
                .asDouble();
    }
}

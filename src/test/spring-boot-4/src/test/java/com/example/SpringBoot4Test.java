package com.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.osgnet4j.postprocess.Window;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.StepObjects;
import io.github.osgnet4j.runtime.VideoInput;
import io.github.osgnet4j.runtime.bundle.Manifest.Dimensions;
import io.github.osgnet4j.runtime.service.GroundingService;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An application on Spring Boot 4 with the starter and the bundle of the project, over HTTP. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "osgnet.workers=2",
            "osgnet.queue-capacity=7",
            "management.endpoints.web.exposure.include=health,metrics",
            "management.endpoint.health.show-details=always",
            "management.endpoint.health.probes.enabled=true",
            "management.endpoint.health.group.readiness.include=readinessState,osgnet"
        })
class SpringBoot4Test {

    private static final int STEPS = 60;
    private static final double SECONDS = 30;

    private final HttpClient client = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private GroundingService service;

    @DynamicPropertySource
    static void model(DynamicPropertyRegistry registry) {
        registry.add("osgnet.model", Path.of(System.getProperty("osgnet.root"), "models", "demo")::toString);
    }

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

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://localhost:" + port + path);
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode json(String path) throws IOException, InterruptedException {
        return JsonMapper.shared().readTree(get(path).body());
    }

    @Test
    void aControllerAnswersWhatTheGrounderFinds(@Autowired Grounder grounder) throws Exception {
        assertThat(SpringBootVersion.getVersion()).startsWith("4.");
        Window[] found = JsonMapper.shared().readValue(get("/windows").body(), Window[].class);
        Dimensions d = grounder.manifest().dimensions();
        assertThat(found).containsExactlyElementsOf(grounder.ground(grounder.encode(video(d)), query(d), SECONDS));
    }

    @Test
    void theReadinessGroupHasTheHealthOfTheService() throws Exception {
        JsonNode health = json("/actuator/health");
        assertThat(health.at("/status").asString()).isEqualTo("UP");
        assertThat(health.at("/components/osgnet/details/queueCapacity").asInt()).isEqualTo(7);
        JsonNode readiness = json("/actuator/health/readiness");
        assertThat(readiness.at("/components/osgnet/status").asString()).isEqualTo("UP");
    }

    @Test
    void metersCountTheRequests() throws Exception {
        double before = requests();
        get("/windows");
        assertThat(requests()).isEqualTo(before + 1);
    }

    @Test
    void theStepsOfARequestArePartsOfItsTrace() throws Exception {
        get("/windows");
        double before = count("osgnet.query.run");
        get("/windows");
        assertThat(count("osgnet.query.run")).isEqualTo(before + 1);
    }

    private double requests() throws IOException, InterruptedException {
        return count("osgnet.requests?tag=outcome:answered");
    }

    private double count(String meter) throws IOException, InterruptedException {
        return json("/actuator/metrics/" + meter).at("/measurements/0/value").asDouble(0);
    }

    @Test
    void whatTheNetworkCannotTakeIsAProblemOfTheRequest() throws Exception {
        HttpResponse<String> answer = get("/short");
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = JsonMapper.shared().readTree(answer.body());
        assertThat(problem.at("/type").asString()).isEqualTo("urn:osgnet:problem:invalid-request");
    }
}

package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.serve.Running.Got;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server tells of models, clips and queries is what the files say. */
class DataTest {

    private static final Running SERVER = Running.shared();

    private static List<String> clips() {
        return Demo.QUERIES.stream().map(AnnotatedQuery::videoId).distinct().toList();
    }

    private static List<String> texts(JsonNode nodes, String member) {
        List<String> texts = new ArrayList<>();
        nodes.forEach(node -> texts.add(node.get(member).asText()));
        return texts;
    }

    @Test
    void aModelTellsTheSizesThatClientsNeed() {
        JsonNode model = SERVER.get("/api/models").json().get("models").get(0);
        assertEquals("demo", model.get("name").asText());
        assertTrue(model.get("default").asBoolean());
        assertTrue(model.get("clips").asBoolean());
        assertFalse(model.get("freeText").asBoolean());
        assertEquals(48, model.get("videoDim").asInt());
        assertEquals(24, model.get("textDim").asInt());
        assertEquals("labels", model.get("objects").asText());
        assertEquals(40, model.get("objectClasses").asInt());
        assertFalse(SERVER.get("/api/models").body().contains(Demo.ROOT.toString()));
    }

    @Test
    void clipsComeInTheOrderOfTheAnnotationsPageByPage() {
        List<String> found = new ArrayList<>();
        for (int offset = 0; offset < clips().size(); offset += 3) {
            JsonNode page = SERVER.get("/api/clips?limit=3&offset=" + offset).json();
            assertEquals(clips().size(), page.get("total").asInt());
            found.addAll(texts(page.get("clips"), "id"));
        }
        assertEquals(clips(), found);
        assertEquals(
                0, SERVER.get("/api/clips?offset=1000000").json().get("clips").size());
    }

    @Test
    void clipsAreFoundByWordsOfTheirQueries() {
        String word = "Drill";
        List<String> expected = Demo.QUERIES.stream()
                .filter(q -> q.query().contains("drill"))
                .map(AnnotatedQuery::videoId)
                .distinct()
                .toList();
        assertEquals(
                expected, texts(SERVER.get("/api/clips?search=" + word).json().get("clips"), "id"));
        assertEquals(
                0, SERVER.get("/api/clips?search=xyzzy").json().get("total").asInt());
    }

    @Test
    void aClipHasItsStepsAndItsShotsInOrderToItsEnd() {
        String id = clips().get(0);
        JsonNode clip = SERVER.get("/api/clips/" + id).json();
        try (Dataset dataset = Dataset.open(Demo.CONFIG, Dataset.Split.VAL)) {
            assertEquals(dataset.video(id).steps(), clip.get("steps").asInt());
            assertEquals(
                    dataset.shots(id, clip.get("steps").asInt()).orElseThrow().count(),
                    clip.get("shots").size());
        }
        double last = 0;
        for (JsonNode shot : clip.get("shots")) {
            assertEquals(last, shot.get("start").asDouble(), 1e-9);
            last = shot.get("end").asDouble();
        }
        assertEquals(clip.get("duration").asDouble(), last, 0.6);
    }

    @Test
    void theQueriesOfAClipHaveTextLabelsAndGroundTruth() {
        AnnotatedQuery expected = Demo.query();
        JsonNode page =
                SERVER.get("/api/clips/" + expected.videoId() + "/queries").json();
        JsonNode query = page.get("queries").get(0);
        assertEquals(
                Demo.QUERIES.stream()
                        .filter(q -> q.videoId().equals(expected.videoId()))
                        .count(),
                page.get("total").asInt());
        assertEquals(expected.queryId(), query.get("id").asText());
        assertEquals(expected.query(), query.get("text").asText());
        assertEquals("nlq", query.get("type").asText());
        assertEquals(
                expected.labels().get(0).className(),
                query.get("labels").get(0).get("name").asText());
        assertEquals(
                expected.timestamps().get(0).start(),
                query.get("groundTruth").get(0).get("start").asDouble());
    }

    @Test
    void theObjectsOfAClipAreThoseOfItsFrames() {
        String id = clips().get(0);
        JsonNode page = SERVER.get("/api/clips/" + id + "/objects").json();
        Set<Integer> expected;
        try (Dataset dataset = Dataset.open(Demo.CONFIG, Dataset.Split.VAL)) {
            expected = dataset.classes(id).orElseThrow().stream()
                    .flatMap(frame -> Arrays.stream(frame).boxed())
                    .collect(Collectors.toSet());
        }
        Set<Integer> found = new HashSet<>();
        double shorter = Double.MAX_VALUE;
        for (JsonNode object : page.get("objects")) {
            found.add(object.get("classId").asInt());
            assertTrue(object.get("seconds").asDouble() <= shorter, page.toString());
            shorter = object.get("seconds").asDouble();
        }
        assertEquals(expected, found);
        assertEquals(expected.size(), page.get("total").asInt());
        assertEquals(
                1,
                SERVER.get("/api/clips/" + id + "/objects?limit=1")
                        .json()
                        .get("objects")
                        .size());
    }

    @Test
    void labelsAreTheNamesOfTheAnnotations() {
        Set<String> expected = Demo.QUERIES.stream()
                .flatMap(q -> q.labels().stream())
                .map(l -> l.className())
                .collect(Collectors.toSet());
        assertEquals(expected, Set.copyOf(texts(SERVER.get("/api/labels").json().get("labels"), "name")));
    }

    @Test
    void aServerWithoutConfigHasNoClipsAndSaysSo() {
        try (Running bare = Running.start(OsgnetServer.builder().port(0).model(new NamedBundle("bare", Demo.BUNDLE)))) {
            assertEquals(0, bare.get("/api/clips").json().get("total").asInt());
            assertEquals(0, bare.get("/api/labels").json().get("labels").size());
            Got got = bare.send(bare.ground(Running.annotated(Demo.query())));
            assertEquals(404, got.status());
            assertTrue(got.json().get("detail").asText().contains("--config"), got.body());
            assertEquals(
                    201,
                    bare.post("/api/videos", Running.NPZ, Uploads.features(5, 48))
                            .status());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            feat_stride: 16.0 | feat_stride: 8.0 | feat_stride 16.0 against 8.0
            default_fps: 30 | default_fps: 29.97 | fps 30.0 against 29.97
            num_frames: 16.0 | num_frames: 16.1 | num_frames 16.0 against 16.1
            feat_stride: 16.0 | feat_stride: 16.0; text_feat_with_eot: true | text_feat_with_eot false against true
            feat_stride: 16.0 | feat_stride: 16.0; use_Bayesian: true | use_Bayesian false against true
            duration_thresh: 0.001 | duration_thresh: 0.1 | duration_thresh 0.001 against 0.1
            """)
    void aConfigThatWouldHaveTheModelReadOtherwiseIsRefused(
            String from, String to, String obstacle, @TempDir Path folder) throws IOException {
        String yaml = Files.readString(Demo.ROOT.resolve("configs/demo.yaml"));
        assertTrue(yaml.contains(from), yaml);
        Path config = Files.writeString(folder.resolve("other.yaml"), yaml.replace(from, to.replace("; ", "\n  ")));
        OsgnetServerBuilder builder =
                Demo.builder().config(OsgnetConfig.load(config, Optional.of(Demo.ROOT.resolve("configs"))));
        try (OsgnetServer server = builder.start()) {
            ServeException e = assertThrows(ServeException.class, server::load);
            String message = "other.yaml fits no model: demo has " + obstacle + "; use the config";
            assertTrue(e.getMessage().contains(message), e.getMessage());
        }
    }

    @Test
    void severalModelsAnswerUnderTheirNames() {
        try (Running two = Running.start(Demo.builder().model(new NamedBundle("second", Demo.BUNDLE)))) {
            assertEquals(
                    List.of("demo", "second"),
                    texts(two.get("/api/models").json().get("models"), "name"));
            JsonNode first =
                    two.send(two.ground(Running.annotated(Demo.query()))).json();
            JsonNode second = two.send(
                            two.ground(Running.annotated(Demo.query()).put("model", "second")))
                    .json();
            assertEquals("demo", first.get("model").asText());
            assertEquals("second", second.get("model").asText());
            assertEquals(first.get("windows"), second.get("windows"));
        }
    }

    @Test
    void metersCountWhatWasAnswered() {
        SERVER.send(SERVER.ground(Running.annotated(Demo.query())));
        String meters = SERVER.get("/metrics").body();
        for (String meter : List.of(
                "osgnet_requests_seconds_count{model=\"demo\",outcome=\"answered\"}",
                "osgnet_http_requests_seconds_count{method=\"POST\",route=\"/api/ground\",status=\"200\"}",
                "jvm_memory_used_bytes")) {
            assertTrue(meters.contains(meter), meter + " is missing in\n" + meters);
        }
    }

    @Test
    void thePageAndItsDocumentAreServedWithASecurityPolicy() {
        Got page = SERVER.get("/");
        assertEquals(200, page.status());
        assertTrue(page.header("Content-Type").startsWith("text/html"), page.header("Content-Type"));
        assertTrue(page.header("Content-Security-Policy").startsWith("default-src 'none'"));
        assertEquals("nosniff", page.header("X-Content-Type-Options"));
        assertEquals(200, SERVER.get("/openapi.yaml").status());
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "a/b", "%2e"})
    void aClipOfAnyIdIsFoundByItsParameter(String id, @TempDir Path folder) throws IOException {
        try (Running server = Running.start(Demo.builder().annotations(renamed(id, folder)))) {
            String parameter = "?id=" + Running.encoded(id);
            JsonNode queries =
                    server.get("/api/clip/queries" + parameter + "&limit=1").json();
            assertEquals(id, queries.get("clip").asText());
            assertEquals(
                    Demo.query().query(),
                    queries.get("queries").get(0).get("text").asText());
            for (String part : List.of("", "/objects")) {
                Got got = server.get("/api/clip" + part + parameter);
                assertTrue(got.status() == 200 || got.problem().equals("missing-features"), got.body());
            }
        }
    }

    /** The annotations with another id for the first clip, of which the store has no features then. */
    static Path renamed(String id, Path folder) throws IOException {
        String lines = Files.readString(Demo.LEARN.resolve("annotations/val.jsonl"));
        return Files.writeString(
                folder.resolve("renamed.jsonl"), lines.replace(Demo.query().videoId(), id));
    }

    @Test
    void aClipByParameterIsTheOneByPath() {
        String id = clips().get(0);
        for (String part : List.of("", "/queries", "/objects")) {
            assertEquals(
                    SERVER.get("/api/clips/" + id + part).body(),
                    SERVER.get("/api/clip" + part + "?id=" + id).body());
        }
        assertEquals(422, SERVER.get("/api/clip").status());
        assertEquals(422, SERVER.get("/api/clip?id=" + id + "&limit=1").status());
    }
}

package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.sample.Dataset.Split;
import io.github.osgnet4j.postprocess.Recall;
import io.github.osgnet4j.postprocess.RecallTable;
import io.github.osgnet4j.report.QueryOutcome;
import io.github.osgnet4j.serve.Running.Got;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** The split as a whole, as the API has it. */
class SplitTest {

    private static Running server;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        server = Running.start(Splits.builder());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode split(Running of) {
        Got got = of.get("/api/split");
        assertEquals(200, got.status(), got.body());
        return got.json();
    }

    private static int row(JsonNode split, AnnotatedQuery query) {
        JsonNode ids = split.get("queries").get("id");
        for (int i = 0; i < ids.size(); i++) {
            int clip = split.get("queries").get("clip").get(i).asInt();
            if (ids.get(i).asText().equals(query.queryId())
                    && split.get("clips").get(clip).asText().equals(query.videoId())) {
                return i;
            }
        }
        throw new AssertionError(query.queryId());
    }

    @Test
    void everyQueryHasTheFiguresOfTheReport() {
        JsonNode split = split(server);
        JsonNode worse = split.get("predictions").get(0);
        List<QueryOutcome> outcomes = Splits.report(Splits.WORSE).outcomes();
        assertEquals(outcomes.size(), worse.get("queries").asInt());
        assertEquals("worse", worse.get("name").asText());
        for (QueryOutcome outcome : outcomes) {
            int row = row(split, outcome.query());
            JsonNode queries = split.get("queries");
            assertEquals(outcome.query().query(), queries.get("text").get(row).asText());
            assertEquals(
                    outcome.kind(),
                    split.get("kinds").get(queries.get("kind").get(row).asInt()).asText());
            assertEquals(
                    outcome.truth().get(0).start(),
                    queries.get("start").get(row).asDouble(),
                    1e-3);
            assertEquals(outcome.firstIou(), worse.get("iou").get(row).asDouble(), 1e-5);
            assertEquals(outcome.firstScore(), worse.get("score").get(row).asDouble(), 1e-5);
        }
    }

    @Test
    void itsAnswersFitTheirSchemas() {
        OpenApiTest.assertAnswerFits("get", "/api/split", "200", server.get("/api/split"));
        String windows = "/api/split/windows";
        String clip = Demo.query().videoId();
        OpenApiTest.assertAnswerFits("get", windows, "200", server.get(windows + "?clip=" + clip));
        OpenApiTest.assertAnswerFits("get", windows, "404", server.get(windows + "?clip=nobody"));
    }

    @Test
    void theHitsAddUpToTheRecallOfTheEvaluation() {
        JsonNode split = split(server);
        RecallTable recall = Splits.report(Splits.WORSE).recall().orElseThrow();
        JsonNode hits = split.get("predictions").get(0).get("hits");
        int bit = 0;
        for (JsonNode rank : split.get("ranks")) {
            for (double threshold : Recall.THRESHOLDS) {
                int found = 0;
                for (JsonNode bits : hits) {
                    found += bits.asInt() >> bit & 1;
                }
                assertEquals(recall.percent(rank.asInt(), threshold), 100.0 * found / hits.size(), 1e-9);
                bit++;
            }
        }
    }

    @Test
    void whatAModelAnswersIsPartOfTheSplitFromThenOn() {
        AnnotatedQuery query = Demo.QUERIES.get(7);
        JsonNode before = split(server);
        int row = row(before, query);
        assertTrue(before.get("predictions").get(2).get("score").get(row).isNull());
        JsonNode answer = server.post("/api/ground", Running.annotated(query)).json();
        Waiting.until(() -> !split(server).at("/predictions/2/score").get(row).isNull());
        JsonNode after = split(server).get("predictions").get(2);
        assertEquals("demo", after.get("model").asText());
        assertEquals(
                answer.get("windows").get(0).get("score").asDouble(),
                after.get("score").get(row).asDouble(),
                1e-5);
        server.post("/api/ground", Running.annotated(query).put("topK", 1));
        JsonNode kept = server.get("/api/split/windows?clip=" + query.videoId())
                .json()
                .get("predictions")
                .get(2)
                .get("queries")
                .get(query.queryId());
        assertEquals(answer.get("windows").size(), kept.size(), "the answer with more windows is kept");
    }

    @Test
    void theWindowsOfAClipAreThoseOfTheFile() {
        QueryOutcome outcome = Splits.report(Splits.WORSE).outcomes().get(0);
        JsonNode windows = server.get(
                        "/api/split/windows?clip=" + outcome.query().videoId())
                .json()
                .get("predictions")
                .get(0)
                .get("queries")
                .get(outcome.query().queryId());
        assertEquals(outcome.windows().size(), windows.size());
        for (int i = 0; i < windows.size(); i++) {
            assertEquals(
                    outcome.windows().get(i).start(),
                    windows.get(i).get("start").asDouble());
            assertEquals(
                    outcome.windows().get(i).score(),
                    windows.get(i).get("score").asDouble());
        }
        assertEquals(
                "unknown-clip", server.get("/api/split/windows?clip=nobody").problem());
        assertEquals("invalid-request", server.get("/api/split/windows").problem());
        assertEquals("invalid-request", server.get("/api/split?limit=1").problem());
    }

    @Test
    void itIsSentInGzipToThoseWhoTakeIt() throws IOException, InterruptedException {
        var got = HttpClient.newHttpClient()
                .send(
                        server.request("/api/split")
                                .header("Accept-Encoding", "br, gzip")
                                .build(),
                        BodyHandlers.ofByteArray());
        assertEquals("gzip", got.headers().firstValue("Content-Encoding").orElseThrow());
        assertEquals("Accept-Encoding", got.headers().firstValue("Vary").orElseThrow());
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(got.body()))) {
            String plain = server.get("/api/split").body();
            assertEquals(plain, new String(in.readAllBytes(), StandardCharsets.UTF_8));
            assertTrue(got.body().length * 2 < plain.length());
        }
    }

    @Test
    void oneOfThoseWhoAskMakesTheNextCopyWhileOthersGetTheLast() {
        AtomicLong clock = new AtomicLong();
        Compressed copies = new Compressed(10, clock::get);
        List<Integer> made = new ArrayList<>();
        AtomicReference<byte[]> meanwhile = new AtomicReference<>();
        IntFunction<byte[]> ask = version -> copies.packed(state("split", version), () -> {
            made.add(version);
            return new byte[] {(byte) version};
        });
        byte[] first = ask.apply(1);
        assertSame(first, ask.apply(1));
        assertSame(first, ask.apply(2), "it was made just before");
        clock.addAndGet(10);
        assertSame(first, ask.apply(1), "nothing has changed");
        assertEquals(List.of(1), made);
        byte[] second = copies.packed(state("split", 2), () -> {
            meanwhile.set(CompletableFuture.supplyAsync(() -> ask.apply(2)).join());
            return new byte[] {2};
        });
        assertSame(first, meanwhile.get(), "nobody waits for the next");
        assertNotSame(first, second);
        assertSame(second, ask.apply(3));
        assertNotSame(
                second, copies.packed(state("other", 3), () -> new byte[] {3}), "of something else none is of use");
        assertEquals(List.of(1), made);
    }

    private static Compressed.State state(String of, int version) {
        return new Compressed.State(List.of(of), List.of(version));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip | true",
                "br;q=1, GZIP ; q=0.5 | true",
                "gzip;q=0 | false",
                "gzip; q = 0.000 | false",
                "identity | false",
                "x-gzip-not | false"
            })
    void whoTakesGzipSaysSo(String accepted, boolean taken) throws IOException, InterruptedException {
        HttpResponse<Void> got = HttpClient.newHttpClient()
                .send(
                        server.request("/api/split")
                                .header("Accept-Encoding", accepted)
                                .build(),
                        BodyHandlers.discarding());
        assertEquals(200, got.statusCode());
        assertEquals(
                taken ? "gzip" : "",
                got.headers().firstValue("Content-Encoding").orElse(""));
    }

    @Test
    void whatIsNotKnownIsNull() throws IOException {
        Path annotations = folder.resolve("test.jsonl");
        List<String> lines = Files.readAllLines(Demo.LEARN.resolve("annotations/val.jsonl"));
        Files.write(
                annotations,
                lines.stream()
                        .map(line -> line.replaceAll("\"timestamps\": \\[\\[[^]]*]]", "\"timestamps\": []"))
                        .toList());
        Path bare = Files.writeString(
                folder.resolve("bare.json"),
                Files.readString(Splits.WORSE).replaceAll("\\[([-\\d.e]+), ([-\\d.e]+), [-\\d.e]+]", "[$1, $2]"));
        OsgnetServerBuilder builder = Demo.builder()
                .predictions(new NamedPredictions("bare", bare))
                .predictions(new NamedPredictions("scored", Splits.WORSE))
                .annotations(annotations)
                .split(Split.TEST);
        try (Running open = Running.start(builder)) {
            JsonNode split = split(open);
            OpenApiTest.assertAnswerFits("get", "/api/split", "200", open.get("/api/split"));
            assertFalse(split.get("answered").asBoolean());
            assertEquals("test", split.get("split").asText());
            assertTrue(split.get("predictions").get(0).get("iou").get(0).isNull());
            assertTrue(split.get("predictions").get(0).get("score").get(0).isNull());
            assertTrue(split.get("predictions").get(1).get("score").get(0).isNumber());
            JsonNode window = open.get("/api/split/windows?clip=" + Demo.query().videoId())
                    .json()
                    .get("predictions")
                    .get(0)
                    .get("queries")
                    .get(Demo.query().queryId())
                    .get(0);
            assertTrue(window.get("start").isNumber());
            assertFalse(window.has("score"));
        }
    }

    @Test
    void withoutTheGroundTruthAnnotationsCountAndTheLogSaysSo() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.json"), "{\"videos\": ");
        Logger log = (Logger) LoggerFactory.getLogger(SplitLoader.class);
        for (Path file : List.of(broken, folder.resolve("nowhere.json"))) {
            ListAppender<ILoggingEvent> lines = new ListAppender<>();
            lines.start();
            log.addAppender(lines);
            OsgnetConfig config = OsgnetConfig.load(
                    Demo.CONFIG.file(), Map.of("dataset.json_file", file.toString()), Optional.empty());
            try (Running open = Running.start(Demo.builder().config(config))) {
                assertEquals(
                        Demo.query().timestamps().get(0).start(),
                        split(open).at("/queries/start/0").asDouble(),
                        1e-3);
            } finally {
                log.detachAppender(lines);
            }
            assertEquals(1, lines.list.size());
            String line = lines.list.get(0).getFormattedMessage();
            assertTrue(line.contains(file.toString()), line);
        }
    }

    @Test
    void aQueryThatNoSubmissionCanNameCountsByItsAnnotation() throws IOException {
        Path annotations = folder.resolve("own.jsonl");
        String line =
                Files.readAllLines(Demo.LEARN.resolve("annotations/val.jsonl")).get(0);
        Files.writeString(annotations, line.replaceFirst("_0\", \"duration\"", "\", \"duration\""));
        try (Running open = Running.start(Demo.builder().annotations(annotations))) {
            JsonNode split = split(open);
            assertFalse(split.at("/queries/id/0").asText().contains("_"), split.toString());
            assertEquals(
                    Demo.query().timestamps().get(0).start(),
                    split.at("/queries/start/0").asDouble(),
                    1e-3);
        }
    }

    @Test
    void predictionsOfOtherQueriesAreRefusedByName() throws IOException {
        Path file = Files.writeString(
                folder.resolve("other.json"),
                "{\"challenge\": \"ego4d_nlq_challenge\", \"results\": [{\"clip_uid\": \"elsewhere\","
                        + " \"annotation_uid\": \"a\", \"query_idx\": 3, \"predicted_times\": [[0, 1, 0.5]]}]}");
        String message = refused(file);
        assertTrue(message.contains(file + ": query 'a_3' of clip 'elsewhere' is not in the annotations"), message);
    }

    @Test
    void aFileThatPredictsNothingIsRefused() throws IOException {
        Path file = Files.writeString(
                folder.resolve("none.json"), "{\"challenge\": \"ego4d_nlq_challenge\", \"results\": []}");
        assertTrue(refused(file).contains("holds no predictions"));
        Path broken = Files.writeString(folder.resolve("broken.json"), "{\"challenge\": ");
        try (OsgnetServer starting =
                Demo.builder().predictions(new NamedPredictions("x", broken)).start()) {
            assertThrows(DataException.class, starting::load);
        }
    }

    private static String refused(Path file) {
        try (OsgnetServer starting =
                Demo.builder().predictions(new NamedPredictions("x", file)).start()) {
            return assertThrows(ServeException.class, starting::load).getMessage();
        }
    }

    @Test
    void predictionsNeedAConfigAndNamesOfTheirOwn() {
        NamedPredictions file = new NamedPredictions("x", Splits.WORSE);
        OsgnetServerBuilder without = OsgnetServer.builder()
                .port(0)
                .model(new NamedBundle("demo", Demo.BUNDLE))
                .predictions(file);
        assertTrue(
                assertThrows(ServeException.class, without::start).getMessage().contains("--config"));
        OsgnetServerBuilder twice = Demo.builder().predictions(file).predictions(file);
        assertTrue(assertThrows(ServeException.class, twice::start).getMessage().contains("[x, x]"));
    }

    @Test
    void aSearchNamesTheQueriesItFound() {
        String words = Demo.QUERIES.get(1).query().toLowerCase(Locale.ROOT);
        Map<String, String> named = new HashMap<>();
        for (JsonNode clip :
                server.get("/api/clips?search=" + Running.encoded(words)).json().get("clips")) {
            clip.get("hits")
                    .forEach(hit ->
                            named.put(hit.get("id").asText(), hit.get("text").asText()));
        }
        assertEquals(Demo.QUERIES.get(1).query(), named.get(Demo.QUERIES.get(1).queryId()));
        assertFalse(server.get("/api/clips").json().get("clips").get(0).has("hits"));
    }
}

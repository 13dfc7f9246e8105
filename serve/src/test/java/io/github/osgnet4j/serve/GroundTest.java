package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.Label;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.QueryFeatures;
import io.github.osgnet4j.data.submission.Prediction;
import io.github.osgnet4j.data.submission.Predictions;
import io.github.osgnet4j.postprocess.SequenceDecoder;
import io.github.osgnet4j.postprocess.SequenceOptions;
import io.github.osgnet4j.postprocess.Window;
import io.github.osgnet4j.serve.Running.Got;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Answers over HTTP are those of the official code. */
class GroundTest {

    private static final double SECONDS = 0.01;
    private static final Running SERVER = Running.shared();

    private static void assertWindows(List<Window> expected, JsonNode windows) {
        assertEquals(expected.size(), windows.size(), windows.toString());
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(expected.get(i).start(), windows.get(i).get("start").asDouble(), SECONDS);
            assertEquals(expected.get(i).end(), windows.get(i).get("end").asDouble(), SECONDS);
            assertEquals(expected.get(i).score(), windows.get(i).get("score").asDouble(), 1e-4);
        }
    }

    private static List<Window> official(AnnotatedQuery query) {
        return OFFICIAL.get(query.queryId());
    }

    private static final Map<String, List<Window>> OFFICIAL =
            Predictions.read(Demo.LEARN.resolve("golden/predictions.json")).predictions().stream()
                    .collect(Collectors.toMap(Prediction::queryId, Prediction::windows));

    private static JsonNode windows(Got got) {
        assertEquals(200, got.status(), got.body());
        return got.json().get("windows");
    }

    private static List<Window> windowsOf(Got got) {
        List<Window> found = new ArrayList<>();
        windows(got)
                .forEach(w -> found.add(new Window(
                        w.get("start").asDouble(),
                        w.get("end").asDouble(),
                        w.get("score").asDouble())));
        return found;
    }

    private static ArrayNode tokens(AnnotatedQuery query) {
        try (Dataset dataset = Dataset.open(Demo.CONFIG, Dataset.Split.VAL)) {
            QueryFeatures features = dataset.query(query);
            ArrayNode rows = Running.JSON.createArrayNode();
            for (int t = 0; t < features.tokens(); t++) {
                ArrayNode row = rows.addArray();
                for (int c = 0; c < features.channels(); c++) {
                    row.add(features.values()[t * features.channels() + c]);
                }
            }
            return rows;
        }
    }

    private static ArrayNode labels(AnnotatedQuery query) {
        ArrayNode labels = Running.JSON.createArrayNode();
        for (Label label : query.labels()) {
            ArrayNode classes = labels.addObject().putArray("classes");
            label.classIds().forEach(classes::add);
        }
        return labels;
    }

    private static String upload(String clip) {
        Got video = SERVER.post("/api/videos?duration=" + Demo.query().duration(), Running.NPZ, Uploads.clip(clip));
        assertEquals(201, video.status(), video.body());
        assertEquals("/api/videos/" + video.json().get("video").asText(), video.header("Location"));
        return video.json().get("video").asText();
    }

    @Test
    void everyAnnotatedQueryIsAnsweredAsByTheOfficialCode() {
        for (AnnotatedQuery query : Demo.QUERIES) {
            assertWindows(official(query), windows(SERVER.send(SERVER.ground(Running.annotated(query)))));
        }
    }

    @Test
    void aBatchOfTheWholeSplitIsAnsweredAsByTheOfficialCode() {
        ObjectNode body = Running.JSON.createObjectNode();
        ArrayNode requests = body.putArray("requests");
        Demo.QUERIES.forEach(query -> requests.add(Running.annotated(query)));
        JsonNode answers = SERVER.post("/api/batch", body).json().get("answers");
        assertEquals(Demo.QUERIES.size(), answers.size());
        for (int i = 0; i < answers.size(); i++) {
            assertEquals(
                    200, answers.get(i).get("status").asInt(), answers.get(i).toString());
            assertWindows(
                    official(Demo.QUERIES.get(i)), answers.get(i).get("result").get("windows"));
        }
    }

    @Test
    void aSequenceIsOrderedByItsStepsAndLeakageIsNamed() {
        List<AnnotatedQuery> steps = Demo.QUERIES.stream()
                .filter(query -> query.videoId().equals(Demo.query().videoId()))
                .toList();
        ObjectNode body = Running.JSON.createObjectNode().put("sequence", true);
        ArrayNode requests = body.putArray("requests");
        requests.add(Running.annotated(Demo.query()).put("query", "nobody_0"));
        steps.forEach(query -> requests.add(Running.annotated(query).put("topK", 5)));
        JsonNode answer = SERVER.post("/api/batch", body).json();
        assertTrue(answer.get("warning").asText().startsWith("leakage"), answer.toString());
        JsonNode answers = answer.get("answers");
        assertEquals(404, answers.get(0).get("status").asInt());

        // Answers keep five, chosen among ten.
        List<List<Window>> ten = steps.stream()
                .map(query -> windowsOf(
                        SERVER.post("/api/ground", Running.annotated(query).put("topK", 10))))
                .toList();
        List<List<Window>> expected = new SequenceDecoder(SequenceOptions.defaults()).order(ten, 5);
        assertFalse(expected.equals(new SequenceDecoder(SequenceOptions.defaults())
                .order(steps.stream().map(GroundTest::official).toList())));
        for (int i = 0; i < steps.size(); i++) {
            assertWindows(expected.get(i), answers.get(i + 1).get("result").get("windows"));
        }
        body.put("sequence", "yes");
        assertEquals(422, SERVER.post("/api/batch", body).status());
    }

    @Test
    void aBatchAnswersTheRestWhereSomeAreWrong() {
        ObjectNode body = Running.JSON.createObjectNode();
        ArrayNode requests = body.putArray("requests");
        requests.add(Running.annotated(Demo.query()).put("topK", 0));
        requests.add(Running.annotated(Demo.query()));
        requests.add(Running.annotated(Demo.query()).put("query", "nobody_0"));
        JsonNode answers = SERVER.post("/api/batch", body).json().get("answers");
        assertEquals(422, answers.get(0).get("status").asInt());
        assertEquals(
                "/requests/0/topK", answers.get(0).get("problem").get("pointer").asText());
        assertWindows(official(Demo.query()), answers.get(1).get("result").get("windows"));
        assertEquals(404, answers.get(2).get("status").asInt());
    }

    @Test
    void aDeadlineInABatchIsThatOfItsRequestAlone() {
        ObjectNode body = Running.JSON.createObjectNode();
        ArrayNode requests = body.putArray("requests");
        requests.add(Running.annotated(Demo.query()));
        requests.add(Running.annotated(Demo.query()).put("deadline", 1e-6));
        requests.add(Running.annotated(Demo.QUERIES.get(1)));
        JsonNode answers = SERVER.post("/api/batch", body).json().get("answers");
        assertWindows(official(Demo.query()), answers.get(0).get("result").get("windows"));
        assertEquals(503, answers.get(1).get("status").asInt());
        assertEquals(
                "urn:osgnet:problem:deadline-exceeded",
                answers.get(1).get("problem").get("type").asText());
        assertWindows(
                official(Demo.QUERIES.get(1)), answers.get(2).get("result").get("windows"));
    }

    @Test
    void tokensAndLabelsOfAQueryGiveItsWindows() {
        AnnotatedQuery query = Demo.query();
        ObjectNode body = Running.JSON.createObjectNode().put("clip", query.videoId());
        body.set("tokens", tokens(query));
        body.set("labels", labels(query));
        assertWindows(official(query), windows(SERVER.post("/api/ground", body)));
    }

    @Test
    void aLabelCanBeNamed() {
        AnnotatedQuery query = Demo.query();
        ObjectNode body = Running.JSON.createObjectNode().put("clip", query.videoId());
        body.set("tokens", tokens(query));
        body.putArray("labels").addObject().put("name", query.labels().get(0).className());
        assertWindows(official(query), windows(SERVER.post("/api/ground", body)));
    }

    @Test
    void anUploadedVideoIsAskedByItsHandle() {
        AnnotatedQuery query = Demo.query();
        String handle = upload(query.videoId());
        ObjectNode body = Running.JSON.createObjectNode().put("video", handle);
        body.set("tokens", tokens(query));
        body.set("labels", labels(query));
        Got answer = SERVER.post("/api/ground", body);
        assertWindows(official(query), windows(answer));
        assertEquals("cached", answer.json().get("cache").asText());
        assertEquals(
                handle, SERVER.get("/api/videos/" + handle).json().get("video").asText());
    }

    @Test
    void aClipEncodedUnderAHandleStillKnowsItsQueries() {
        AnnotatedQuery query = Demo.QUERIES.get(5);
        Got video = SERVER.post("/api/videos", "{\"clip\": \"" + query.videoId() + "\"}");
        assertEquals(201, video.status(), video.body());
        ObjectNode body = Running.JSON
                .createObjectNode()
                .put("video", video.json().get("video").asText())
                .put("query", query.queryId());
        assertWindows(official(query), windows(SERVER.post("/api/ground", body)));
    }

    @Test
    void aForgottenVideoIsUnknownAndTheAnswerSaysWhatToDo() {
        String handle = upload(Demo.query().videoId());
        assertEquals(204, SERVER.delete("/api/videos/" + handle).status());
        Got gone = SERVER.get("/api/videos/" + handle);
        assertEquals(404, gone.status());
        assertEquals("unknown-video", gone.problem());
        assertTrue(gone.json().get("detail").asText().contains("send it again"), gone.body());
        assertEquals(404, SERVER.delete("/api/videos/" + handle).status());
    }

    @Test
    void theDurationOfAnUploadIsWhatItsFeaturesSpan() {
        Got video = SERVER.post("/api/videos", Running.NPZ, Uploads.features(10, 48));
        assertEquals(10 * 16 / 30.0, video.json().get("duration").asDouble(), 1e-9);
        assertEquals(10, video.json().get("steps").asInt());
    }

    @Test
    void topKLimitsTheWindows() {
        List<Window> best = official(Demo.query()).subList(0, 2);
        assertWindows(
                best,
                windows(SERVER.post(
                        "/api/ground", Running.annotated(Demo.query()).put("topK", 2))));
    }

    @Test
    void theHighestPointOfTheCurvesIsTheScoreOfTheBestWindow() {
        ObjectNode body = Running.annotated(Demo.query()).put("scores", true).put("scorePoints", 20);
        JsonNode answer = SERVER.post("/api/ground", body).json();
        double highest = 0;
        assertEquals(4, answer.get("levels").size());
        for (JsonNode level : answer.get("levels")) {
            assertEquals(level.get("times").size(), level.get("scores").size());
            assertTrue(level.get("times").size() <= 20, level.toString());
            for (JsonNode score : level.get("scores")) {
                highest = Math.max(highest, score.asDouble());
            }
        }
        assertEquals(answer.get("windows").get(0).get("score").asDouble(), highest, 1e-6);
    }

    @Test
    void theObjectsOfAnAnswerAreThoseOfItsLabels() {
        JsonNode answer = SERVER.post(
                        "/api/ground", Running.annotated(Demo.query()).put("objects", true))
                .json();
        List<Integer> expected = Demo.query().labels().stream()
                .flatMap(l -> l.classIds().stream())
                .toList();
        List<Integer> found = new ArrayList<>();
        answer.get("objects").forEach(object -> found.add(object.get("classId").asInt()));
        assertEquals(expected, found);
        assertEquals("pan", answer.get("objects").get(0).get("name").asText());
        for (JsonNode range : answer.get("objects").get(0).get("ranges")) {
            assertTrue(range.get("start").asDouble() < range.get("end").asDouble(), range.toString());
        }
    }

    @Test
    void whatWasNotAskedForIsNotInTheAnswer() {
        JsonNode answer =
                SERVER.post("/api/ground", Running.annotated(Demo.query())).json();
        assertFalse(answer.has("levels"));
        assertFalse(answer.has("objects"));
        assertFalse(answer.has("video"));
        assertEquals(Demo.query().query(), answer.get("query").get("text").asText());
        assertEquals(1, answer.get("query").get("groundTruth").size());
    }

    @Test
    void freeTextNeedsATextEncoder() {
        Got got = SERVER.post(
                "/api/ground", "{\"clip\": \"" + Demo.query().videoId() + "\", \"text\": \"where is the pan\"}");
        assertEquals(422, got.status());
        assertEquals("no-text-encoder", got.problem());
    }
}

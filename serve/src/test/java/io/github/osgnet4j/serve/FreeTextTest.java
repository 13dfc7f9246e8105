package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.QueryFeatures;
import io.github.osgnet4j.encoders.TextEncoder;
import io.github.osgnet4j.encoders.TinyTextEncoder;
import io.github.osgnet4j.serve.Running.Got;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Free text is answered through the encoder that the server is given. */
class FreeTextTest {

    private static final int CHANNELS = 24;
    private static final Map<String, float[]> ROWS = TinyTextEncoder.table(CHANNELS);
    private static final String TEXT = "Where was the pan?";
    private static final List<String> TOKENS = List.of("[start]", "where", "was", "the", "pan", "?", "[end]");

    @TempDir
    Path folder;

    @Test
    void aTextOverHttpIsAnsweredLikeItsTokensWithTheLabelsItNames() {
        TinyTextEncoder.write(folder, CHANNELS, false, true);
        try (Running server = Running.start(Demo.builder().textEncoder(folder))) {
            assertTrue(server.get("/api/models")
                    .json()
                    .get("models")
                    .get(0)
                    .get("freeText")
                    .asBoolean());
            String clip = Demo.query().videoId();
            Got free = server.post(
                    "/api/ground",
                    Running.JSON.createObjectNode().put("clip", clip).put("text", TEXT));
            assertEquals(200, free.status(), free.body());
            ObjectNode asTokens = Running.JSON.createObjectNode().put("clip", clip);
            ArrayNode tokens = asTokens.putArray("tokens");
            for (String word : TOKENS) {
                ArrayNode values = tokens.addArray();
                IntStream.range(0, CHANNELS).forEach(c -> values.add(ROWS.get(word)[c]));
            }
            asTokens.putArray("labels").addObject().put("name", "pan");
            assertEquals(
                    server.post("/api/ground", asTokens).json().get("windows"),
                    free.json().get("windows"));
            JsonNode query = free.json().get("query");
            assertEquals("pan", query.get("labels").get(0).get("name").asText());
            assertEquals(TEXT, query.get("text").asText());
        }
    }

    @Test
    void aTextThatCannotBeIsPointedAtInABatch() {
        TinyTextEncoder.write(folder, CHANNELS, false, true);
        try (Running server = Running.start(Demo.builder().textEncoder(folder))) {
            String clip = Demo.query().videoId();
            ObjectNode batch = Running.JSON.createObjectNode();
            ArrayNode requests = batch.putArray("requests");
            requests.addObject().put("clip", clip).put("text", TEXT);
            requests.addObject().put("clip", clip).put("text", "pan ".repeat(100));
            JsonNode answers = server.post("/api/batch", batch).json().get("answers");
            assertEquals(200, answers.get(0).get("status").asInt());
            assertEquals(422, answers.get(1).get("status").asInt());
            assertEquals(
                    "/requests/1/text",
                    answers.get(1).get("problem").get("pointer").asText());
        }
    }

    private void config(String json) throws IOException {
        Files.writeString(folder.resolve("config.json"), json);
    }

    /** What the start says of the encoder and the stored tokens, for an encoder that gives some of them. */
    private ILoggingEvent comparison(float turn, String config) throws IOException {
        Map<String, float[]> table = new LinkedHashMap<>();
        TinyTextEncoder.WORDS.subList(0, 3).forEach(word -> table.put(word, new float[CHANNELS]));
        List<String> lines = new ArrayList<>();
        try (Dataset dataset = Dataset.open(Demo.CONFIG, Dataset.Split.VAL)) {
            for (AnnotatedQuery query : Demo.QUERIES.subList(0, 3)) {
                QueryFeatures stored = dataset.query(query);
                StringBuilder text = new StringBuilder();
                for (int t = 0; t < stored.tokens(); t++) {
                    float[] row = Arrays.copyOfRange(stored.values(), t * CHANNELS, (t + 1) * CHANNELS);
                    row[0] += turn;
                    String word = "w" + table.size();
                    table.put(word, row);
                    text.append(word).append(' ');
                }
                ObjectNode line = Running.JSON
                        .createObjectNode()
                        .put("query_id", query.queryId())
                        .put("query", text.toString())
                        .put("query_type", "nlq")
                        .put("duration", query.duration())
                        .put("video_id", query.videoId());
                line.putArray("timestamps").addArray().add(0).add(1);
                lines.add(line.toString());
            }
        }
        TinyTextEncoder.write(folder, table, false, true);
        config(config);
        Path annotations = Files.write(folder.resolve("queries.jsonl"), lines);
        Logger logger = (Logger) LoggerFactory.getLogger(TokenComparison.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(log);
        try (Dataset dataset = Dataset.open(Demo.CONFIG, Dataset.Split.VAL, annotations);
                TextEncoder encoder = TextEncoder.open(folder)) {
            TokenComparison.log(encoder, dataset);
        } finally {
            logger.setLevel(null);
            logger.detachAppender(log);
        }
        assertEquals(1, log.list.size());
        return log.list.get(0);
    }

    @Test
    void anEncoderThatGivesTheStoredTokensIsSaidTo() throws IOException {
        ILoggingEvent alike = comparison(0, "{\"drop_first\": true, \"drop_last\": true}");
        assertEquals(Level.INFO, alike.getLevel(), alike.getFormattedMessage());
        assertTrue(alike.getFormattedMessage().contains("cosine 1.0000"), alike.getFormattedMessage());
    }

    @Test
    void anEncoderThatGivesOthersIsWarnedOfWithTheCosine() throws IOException {
        String turned = warned(comparison(3, "{\"drop_first\": true, \"drop_last\": true}"));
        assertTrue(turned.matches(".*cosine -?0\\.\\d{4},.*"), turned);
        String more = warned(comparison(0, "{}"));
        assertTrue(more.contains("tokens stored and") && more.contains("drop_first"), more);
    }

    private static String warned(ILoggingEvent event) {
        assertEquals(Level.WARN, event.getLevel(), event.getFormattedMessage());
        return event.getFormattedMessage();
    }

    @Test
    void anEncoderThatFitsNoModelEndsTheStart() {
        TinyTextEncoder.write(folder, CHANNELS + 1, false, false);
        try (OsgnetServer server = Demo.builder().textEncoder(folder).start()) {
            ServeException e = assertThrows(ServeException.class, server::load);
            assertTrue(e.getMessage().contains("25"), e.getMessage());
        }
    }
}

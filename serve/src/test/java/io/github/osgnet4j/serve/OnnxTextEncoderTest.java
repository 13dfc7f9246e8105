package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import io.github.osgnet4j.serve.Running.Got;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Free text becomes the tokens that the encoder's files say. */
class OnnxTextEncoderTest {

    private static final int CHANNELS = 24;
    private static final String TEXT = "Where was the pan?";
    private static final List<String> TOKENS = List.of("[start]", "where", "was", "the", "pan", "?", "[end]");

    @TempDir
    Path folder;

    private static float[] row(String word) {
        float[] row = new float[CHANNELS];
        for (int c = 0; c < CHANNELS; c++) {
            row[c] = TinyTextEncoder.feature(TinyTextEncoder.WORDS.indexOf(word), c);
        }
        return row;
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, true", "false, true"})
    void aTextIsTheFeaturesOfItsTokensWithTheSpecialOnes(boolean int32, boolean mask) {
        TinyTextEncoder.write(folder, CHANNELS, int32, mask);
        try (OnnxTextEncoder encoder = OnnxTextEncoder.open(folder)) {
            assertEquals(CHANNELS, encoder.channels());
            OnnxTextEncoder.Tokens tokens = encode(encoder, TEXT);
            assertEquals(TOKENS.size(), tokens.count());
            for (int t = 0; t < TOKENS.size(); t++) {
                float[] found = Arrays.copyOfRange(tokens.values(), t * CHANNELS, (t + 1) * CHANNELS);
                assertArrayEquals(row(TOKENS.get(t)), found, TOKENS.get(t));
            }
        }
    }

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
                IntStream.range(0, CHANNELS).forEach(c -> values.add(row(word)[c]));
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

    @Test
    void aTextOfTooManyTokensIsRefusedWithTheNumbers() {
        TinyTextEncoder.write(folder, CHANNELS, false, false);
        try (OnnxTextEncoder encoder = OnnxTextEncoder.open(folder)) {
            assertEquals(77, encode(encoder, "pan ".repeat(75)).count());
            ProblemException e = assertThrows(ProblemException.class, () -> encode(encoder, "pan ".repeat(76)));
            assertTrue(e.getMessage().contains("77") && e.getMessage().contains("78"), e.getMessage());
        }
    }

    @Test
    void theConfigSaysHowManyTokensThereMayBe() throws IOException {
        TinyTextEncoder.write(folder, CHANNELS, false, false);
        Files.writeString(folder.resolve("config.json"), "{\"text_config\": {\"max_position_embeddings\": 10}}");
        try (OnnxTextEncoder encoder = OnnxTextEncoder.open(folder)) {
            assertEquals(10, encode(encoder, "pan ".repeat(8)).count());
            assertThrows(ProblemException.class, () -> encode(encoder, "pan ".repeat(9)));
        }
    }

    private void config(String json) throws IOException {
        Files.writeString(folder.resolve("config.json"), json);
    }

    /** The words whose features came back. */
    private static List<String> words(OnnxTextEncoder.Tokens tokens, Map<String, float[]> table) {
        int channels = tokens.values().length / tokens.count();
        return IntStream.range(0, tokens.count())
                .mapToObj(t -> Arrays.copyOfRange(tokens.values(), t * channels, (t + 1) * channels))
                .map(row -> table.entrySet().stream()
                        .filter(e -> Arrays.equals(e.getValue(), row))
                        .findFirst()
                        .orElseThrow()
                        .getKey())
                .toList();
    }

    private static Map<String, float[]> clip(int channels) {
        Map<String, float[]> table = new LinkedHashMap<>();
        TinyTextEncoder.table(channels)
                .forEach((word, row) -> table.put(
                        word.equals("[start]") ? "<|startoftext|>" : word.equals("[end]") ? "<|endoftext|>" : word,
                        row));
        return table;
    }

    @Test
    void textForClipIsTreatedAsTheFeaturesOfNlqWere() {
        Map<String, float[]> table = clip(512);
        TinyTextEncoder.write(folder, table, false, true);
        try (OnnxTextEncoder encoder = OnnxTextEncoder.open(folder)) {
            assertEquals(
                    List.of("where", "was", "the", "pan", "?"),
                    words(encode(encoder, " Where was THE pan? .."), table));
            assertEquals(List.of("pan", "?"), words(encode(encoder, "Pan"), table));
            assertEquals(List.of("?"), words(encode(encoder, "..."), table));
            // As many are lost at the end as have the id 0, with which CLIP pads.
            assertEquals(List.of("[unk]", "the", "pan"), words(encode(encoder, "xyzzy the pan"), table));
            assertEquals(Collections.nCopies(30, "pan"), words(encode(encoder, "pan ".repeat(100)), table));
        }
    }

    @Test
    void textForClipOfAnotherSizeIsTakenAsItIs() {
        Map<String, float[]> table = clip(CHANNELS);
        TinyTextEncoder.write(folder, table, false, true);
        try (OnnxTextEncoder encoder = OnnxTextEncoder.open(folder)) {
            assertEquals(List.of("<|startoftext|>", "pan", "<|endoftext|>"), words(encode(encoder, "Pan"), table));
        }
    }

    @Test
    void theConfigSaysWhatBecomesOfAText() throws IOException {
        Map<String, float[]> table = TinyTextEncoder.table(CHANNELS);
        TinyTextEncoder.write(folder, CHANNELS, false, true);
        config("{\"canonical\": \"nlq_question\", \"drop_first\": true, \"drop_last\": false, \"max_tokens\": 5}");
        try (OnnxTextEncoder encoder = OnnxTextEncoder.open(folder)) {
            assertEquals(List.of("pan", "?", "[end]"), words(encode(encoder, "Pan."), table));
            assertEquals(List.of("where", "was", "the", "[end]"), words(encode(encoder, TEXT), table));
        }
        config("{\"drop_last\": true, \"output\": \"last_hidden_state\"}");
        try (OnnxTextEncoder encoder = OnnxTextEncoder.open(folder)) {
            assertEquals(List.of("[start]", "pan"), words(encode(encoder, "Pan"), table));
        }
        config("{\"drop_first\": true, \"drop_last\": true}");
        try (OnnxTextEncoder encoder = OnnxTextEncoder.open(folder)) {
            assertThrows(ProblemException.class, () -> encode(encoder, ""));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"canonical\": \"upper\"}|canonical|nlq_question",
                "{\"drop_first\": 1}|drop_first|true or false",
                "{\"drop_last\": \"no\"}|drop_last|true or false",
                "{\"max_tokens\": 78}|max_tokens|77",
                "{\"max_tokens\": 2}|max_tokens|3",
                "{\"max_position_embeddings\": true}|max_position_embeddings|integer",
                "{\"text_config\": {\"max_position_embeddings\": 77.5}}|max_position_embeddings|integer",
                "{\"output\": \"logits\"}|output|last_hidden_state",
                "[]|config.json|object",
                "{|config.json|JSON"
            })
    void aConfigThatCannotBeIsNamed(String json, String key, String expected) throws IOException {
        TinyTextEncoder.write(folder, CHANNELS, false, false);
        config(json);
        ServeException e = assertThrows(
                ServeException.class, () -> OnnxTextEncoder.open(folder).close());
        assertTrue(e.getMessage().contains(key) && e.getMessage().contains(expected), e.getMessage());
    }

    @Test
    void aPointerOfGitLfsIsSaidToBeOne() throws IOException {
        TinyTextEncoder.write(folder, CHANNELS, false, false);
        Files.writeString(folder.resolve("model.onnx"), "version https://git-lfs.github.com/spec/v1\nsize 9\n");
        String problem = assertThrows(ServeException.class, () -> OnnxTextEncoder.open(folder))
                .getMessage();
        assertTrue(problem.contains("model.onnx") && problem.contains("git lfs pull"), problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.onnx", "tokenizer.json", "config.json"})
    void whatIsNoFileIsRefusedAtOnce(String name) throws IOException {
        TinyTextEncoder.write(folder, CHANNELS, false, false);
        Files.deleteIfExists(folder.resolve(name));
        Files.createDirectory(folder.resolve(name));
        ServeException e = assertThrows(
                ServeException.class, () -> OnnxTextEncoder.open(folder).close());
        assertTrue(e.getMessage().contains(name) && e.getMessage().contains("regular file"), e.getMessage());
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
                OnnxTextEncoder encoder = OnnxTextEncoder.open(folder)) {
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
    void strangeTextIsEncodedOrRefused() {
        TinyTextEncoder.write(folder, CHANNELS, false, false);
        try (OnnxTextEncoder encoder = OnnxTextEncoder.open(folder)) {
            for (String text : List.of("\u0000", "\ud83d\ude00", "\u202e\u0301", "\n\t", "x".repeat(1000))) {
                assertTrue(encode(encoder, text).count() >= 2, text);
            }
        }
    }

    @Test
    void anEncoderThatFitsNoModelEndsTheStart() {
        TinyTextEncoder.write(folder, CHANNELS + 1, false, false);
        try (OsgnetServer server = Demo.builder().textEncoder(folder).start()) {
            ServeException e = assertThrows(ServeException.class, server::load);
            assertTrue(e.getMessage().contains("25"), e.getMessage());
        }
    }

    @Test
    void filesThatAreMissingOrDamagedAreNamed() throws IOException {
        assertNames("model.onnx", "tokenizer.json");
        TinyTextEncoder.write(folder, CHANNELS, false, false);
        Files.writeString(folder.resolve("tokenizer.json"), "{\"version\": 1");
        assertNames("tokenizer.json");
        TinyTextEncoder.write(folder, CHANNELS, false, false);
        Files.write(folder.resolve("model.onnx"), new byte[] {1, 2, 3});
        assertNames("model.onnx");
    }

    private void assertNames(String... files) {
        ServeException e = assertThrows(
                ServeException.class, () -> OnnxTextEncoder.open(folder).close());
        assertTrue(Arrays.stream(files).anyMatch(file -> e.getMessage().contains(file)), e.getMessage());
    }

    private static OnnxTextEncoder.Tokens encode(OnnxTextEncoder encoder, String text) {
        return encoder.encode(text, "/text", Deadline.after(System.nanoTime(), Duration.ofMinutes(1)));
    }
}

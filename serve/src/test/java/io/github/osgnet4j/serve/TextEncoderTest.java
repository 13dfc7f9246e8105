package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.osgnet4j.serve.Running.Got;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Free text becomes the tokens that the encoder's files say. */
class TextEncoderTest {

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
        try (TextEncoder encoder = TextEncoder.open(folder)) {
            assertEquals(CHANNELS, encoder.channels());
            TextEncoder.Tokens tokens = encode(encoder, TEXT);
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
        try (TextEncoder encoder = TextEncoder.open(folder)) {
            assertEquals(77, encode(encoder, "pan ".repeat(75)).count());
            ProblemException e = assertThrows(ProblemException.class, () -> encode(encoder, "pan ".repeat(76)));
            assertTrue(e.getMessage().contains("77") && e.getMessage().contains("78"), e.getMessage());
        }
    }

    @Test
    void theConfigSaysHowManyTokensThereMayBe() throws IOException {
        TinyTextEncoder.write(folder, CHANNELS, false, false);
        Files.writeString(folder.resolve("config.json"), "{\"text_config\": {\"max_position_embeddings\": 10}}");
        try (TextEncoder encoder = TextEncoder.open(folder)) {
            assertEquals(10, encode(encoder, "pan ".repeat(8)).count());
            assertThrows(ProblemException.class, () -> encode(encoder, "pan ".repeat(9)));
        }
    }

    @Test
    void strangeTextIsEncodedOrRefused() {
        TinyTextEncoder.write(folder, CHANNELS, false, false);
        try (TextEncoder encoder = TextEncoder.open(folder)) {
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
                ServeException.class, () -> TextEncoder.open(folder).close());
        assertTrue(Arrays.stream(files).anyMatch(file -> e.getMessage().contains(file)), e.getMessage());
    }

    private static TextEncoder.Tokens encode(TextEncoder encoder, String text) {
        return encoder.encode(text, "/text", Deadline.after(System.nanoTime(), Duration.ofMinutes(1)));
    }
}

package io.github.osgnet4j.encoders;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.runtime.error.ClosedGrounderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Free text becomes the tokens that the encoder's files say. */
class TextEncoderTest {

    private static final int CHANNELS = 24;
    private static final Map<String, float[]> ROWS = TinyTextEncoder.table(CHANNELS);
    private static final String TEXT = "Where was the pan?";
    private static final List<String> TOKENS = List.of("[start]", "where", "was", "the", "pan", "?", "[end]");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"false, false", "true, true", "false, true"})
    void aTextIsTheFeaturesOfItsTokensWithTheSpecialOnes(boolean int32, boolean mask) {
        TinyTextEncoder.write(folder, CHANNELS, int32, mask);
        try (TextEncoder encoder = TextEncoder.open(folder)) {
            assertEquals(CHANNELS, encoder.channels());
            TokenFeatures tokens = encode(encoder, TEXT);
            assertEquals(TOKENS.size(), tokens.count());
            for (int t = 0; t < TOKENS.size(); t++) {
                float[] found = Arrays.copyOfRange(tokens.values(), t * CHANNELS, (t + 1) * CHANNELS);
                assertArrayEquals(ROWS.get(TOKENS.get(t)), found, TOKENS.get(t));
            }
        }
    }

    @Test
    void aTextOfTooManyTokensIsRefusedWithTheNumbers() {
        TinyTextEncoder.write(folder, CHANNELS, false, false);
        try (TextEncoder encoder = TextEncoder.open(folder)) {
            assertEquals(77, encode(encoder, "pan ".repeat(75)).count());
            TextException e = assertThrows(TextException.class, () -> encode(encoder, "pan ".repeat(76)));
            assertTrue(e.getMessage().contains("77") && e.getMessage().contains("78"), e.getMessage());
        }
    }

    @Test
    void theConfigSaysHowManyTokensThereMayBe() throws IOException {
        TinyTextEncoder.write(folder, CHANNELS, false, false);
        Files.writeString(folder.resolve("config.json"), "{\"text_config\": {\"max_position_embeddings\": 10}}");
        try (TextEncoder encoder = TextEncoder.open(folder)) {
            assertEquals(10, encode(encoder, "pan ".repeat(8)).count());
            assertThrows(TextException.class, () -> encode(encoder, "pan ".repeat(9)));
        }
    }

    private void config(String json) throws IOException {
        Files.writeString(folder.resolve("config.json"), json);
    }

    /** The words whose features came back. */
    private static List<String> words(TokenFeatures tokens, Map<String, float[]> table) {
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
        try (TextEncoder encoder = TextEncoder.open(folder)) {
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
        try (TextEncoder encoder = TextEncoder.open(folder)) {
            assertEquals(List.of("<|startoftext|>", "pan", "<|endoftext|>"), words(encode(encoder, "Pan"), table));
        }
    }

    @Test
    void theConfigSaysWhatBecomesOfAText() throws IOException {
        Map<String, float[]> table = TinyTextEncoder.table(CHANNELS);
        TinyTextEncoder.write(folder, CHANNELS, false, true);
        config("{\"canonical\": \"nlq_question\", \"drop_first\": true, \"drop_last\": false, \"max_tokens\": 5}");
        try (TextEncoder encoder = TextEncoder.open(folder)) {
            assertEquals(List.of("pan", "?", "[end]"), words(encode(encoder, "Pan."), table));
            assertEquals(List.of("where", "was", "the", "[end]"), words(encode(encoder, TEXT), table));
        }
        config("{\"drop_last\": true, \"output\": \"last_hidden_state\"}");
        try (TextEncoder encoder = TextEncoder.open(folder)) {
            assertEquals(List.of("[start]", "pan"), words(encode(encoder, "Pan"), table));
        }
        config("{\"drop_first\": true, \"drop_last\": true}");
        try (TextEncoder encoder = TextEncoder.open(folder)) {
            assertThrows(TextException.class, () -> encode(encoder, ""));
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
        EncoderException e = assertThrows(
                EncoderException.class, () -> TextEncoder.open(folder).close());
        assertTrue(e.getMessage().contains(key) && e.getMessage().contains(expected), e.getMessage());
    }

    @Test
    void aPointerOfGitLfsIsSaidToBeOne() throws IOException {
        TinyTextEncoder.write(folder, CHANNELS, false, false);
        Files.writeString(folder.resolve("model.onnx"), "version https://git-lfs.github.com/spec/v1\nsize 9\n");
        String problem = assertThrows(EncoderException.class, () -> TextEncoder.open(folder))
                .getMessage();
        assertTrue(problem.contains("model.onnx") && problem.contains("git lfs pull"), problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.onnx", "tokenizer.json", "config.json"})
    void whatIsNoFileIsRefusedAtOnce(String name) throws IOException {
        TinyTextEncoder.write(folder, CHANNELS, false, false);
        Files.deleteIfExists(folder.resolve(name));
        Files.createDirectory(folder.resolve(name));
        EncoderException e = assertThrows(
                EncoderException.class, () -> TextEncoder.open(folder).close());
        assertTrue(e.getMessage().contains(name) && e.getMessage().contains("regular file"), e.getMessage());
    }

    @Test
    @Timeout(300)
    void aClosedEncoderSaysSoAndIsClosedOnce() {
        TinyTextEncoder.write(folder, CHANNELS, false, false);
        TextEncoder encoder = TextEncoder.open(folder);
        encoder.close();
        encoder.close();
        assertTrue(assertThrows(ClosedGrounderException.class, () -> encode(encoder, TEXT))
                .getMessage()
                .contains("text encoder is closed"));
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
        EncoderException e = assertThrows(
                EncoderException.class, () -> TextEncoder.open(folder).close());
        assertTrue(Arrays.stream(files).anyMatch(file -> e.getMessage().contains(file)), e.getMessage());
    }

    private static TokenFeatures encode(TextEncoder encoder, String text) {
        return encoder.encode(text);
    }
}

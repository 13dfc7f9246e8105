package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.osgnet4j.encoders.TinyTextEncoder;
import io.github.osgnet4j.encoders.TinyVideo;
import io.github.osgnet4j.encoders.TinyVideoEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Videos and questions to windows, with encoders that are tables and a network that has learnt nothing. */
class AskTest {

    private static final String QUESTION = "Where was the pan?";
    private static final int TEXT_CHANNELS = 4;

    /** Every test reads them, none writes there. */
    @TempDir
    static Path shared;

    private static Path bundle;
    private static Path encoders;
    private static Path video;

    @TempDir
    Path folder;

    @BeforeAll
    static void make() throws IOException {
        encoders = shared.resolve("encoders");
        TinyVideoEncoder.write(encoders.resolve("colours"));
        TinyTextEncoder.write(encoders.resolve("words"), TEXT_CHANNELS, false, true);
        Files.writeString(encoders.resolve("words/encoder.json"), "{\"kind\": \"text\"}");
        bundle = export("bundle", 32);
        video = TinyVideo.moving(shared.resolve("clip.mp4"), 12, 10);
    }

    /** A network without objects, of the colours of frames and the numbers of words, for two features a second. */
    private static Path export(String name, int framesPerSecond) throws IOException {
        String config = Files.readString(Path.of(
                System.getProperty("osgnet.root"), "src/test/resources/golden/objbranch_noobjects/config.yaml"));
        Path file = shared.resolve(name + ".yaml");
        Files.writeString(
                file,
                config.replace("input_vid_dim: 24", "input_vid_dim: 3")
                        .replace("n_in: 24", "n_in: 3")
                        .replace("input_txt_dim: 20", "input_txt_dim: " + TEXT_CHANNELS)
                        .replace("n_in: 20", "n_in: " + TEXT_CHANNELS)
                        .replace("default_fps: 30", "default_fps: " + framesPerSecond));
        Path bundle = shared.resolve(name);
        Command.succeed("export", "-q", "-c", file, "--random-weights", 1, "-o", bundle);
        return bundle;
    }

    private Object[] ask(Object... more) {
        List<Object> words =
                new ArrayList<>(List.of("ask", "-q", "-m", bundle, "-e", encoders, "--cache", folder.resolve("cache")));
        words.addAll(Arrays.asList(more));
        return words.toArray();
    }

    private static JsonNode json(Command result) throws IOException {
        return new ObjectMapper().readTree(result.out());
    }

    private static void refused(int code, Command result, String... words) {
        assertEquals(code, result.code(), result.err());
        assertEquals("", result.out());
        for (String word : words) {
            assertTrue(result.err().contains(word), () -> "'" + word + "' is not in " + result.err());
        }
    }

    @Test
    void aVideoAndQuestionsBecomeWindowsForPeopleAndForPrograms() throws IOException {
        Command table = Command.succeed(ask(video, QUESTION, "the pan", "--top-k", 2));
        JsonNode answers = json(Command.succeed(ask(video, QUESTION, "the pan", "--top-k", 2, "--json", "-")))
                .get("answers");

        assertEquals(2, answers.size());
        JsonNode best = answers.get(0).get("windows").get(0);
        assertTrue(best.get("start").asDouble() >= 0 && best.get("end").asDouble() <= 12.001, best.toString());
        assertEquals("clip.mp4", best.get("video").asText());
        List<String> lines = table.out().lines().toList();
        assertEquals(List.of(QUESTION, "the pan"), List.of(lines.get(0), lines.get(4)));
        assertTrue(lines.get(2).matches(" 1 +0:\\d\\d\\.\\d +0:\\d\\d\\.\\d +0\\.\\d{3}"), lines.get(2));
    }
}

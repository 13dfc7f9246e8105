package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.Annotations;
import io.github.osgnet4j.data.annotation.GroundTruth;
import io.github.osgnet4j.data.annotation.Narration;
import io.github.osgnet4j.data.config.Track;
import io.github.osgnet4j.data.io.NpyArray;
import io.github.osgnet4j.data.io.Npz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/data.md shows is read, and its commands lead from files to an evaluated network. */
class DataGuideTest {

    private static final Path GUIDE = Path.of(System.getProperty("osgnet.root"), "docs/data.md");
    private static final int STEPS = 120;

    private final Random random = new Random(1);

    @TempDir
    Path folder;

    private static List<String> videos() {
        return Stream.concat(Stream.of("kitchen"), IntStream.range(1, 5).mapToObj(i -> "video-" + i))
                .toList();
    }

    private void npy(Path file, int rows, int channels) throws IOException {
        float[] values = new float[rows * channels];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        byte[] npz = Npz.compressed(Map.of("x", new NpyArray(new int[] {rows, channels}, values)));
        Files.write(file, Npz.member(npz, "x"));
    }

    private static String query(String video, int index) {
        return "{\"query\": \"Where is it?\", \"query_id\": \"" + video + "_" + index
                + "\", \"duration\": 64.0, \"video_id\": \"" + video
                + "\", \"query_type\": \"nlq\", \"timestamps\": [[12.5, 20.0]]}";
    }

    /** The blocks of a language; what follows the language's name says which of them. */
    private static List<String> blocks(String language) throws IOException {
        String text = Files.readString(GUIDE).replace("```" + language + "\n", "```block\n");
        Path copy = Files.createTempFile("guide", ".md");
        try {
            Files.writeString(copy, text);
            return Markdown.blocks(copy, "block");
        } finally {
            Files.delete(copy);
        }
    }

    private void makeFiles(List<String> videos) throws IOException {
        Path features = Files.createDirectory(folder.resolve("features"));
        Path tokens = Files.createDirectory(folder.resolve("token"));
        StringBuilder rows = new StringBuilder();
        StringBuilder captions = new StringBuilder(blocks("csv captions").get(0));
        for (String video : videos) {
            npy(features.resolve(video + ".npy"), STEPS, 6);
            for (int i = 0; i < 2; i++) {
                npy(tokens.resolve(video + "_" + i + ".npy"), 3, 5);
                rows.append(video.equals("kitchen") ? "" : query(video, i) + "\n");
            }
            captions.append(video.equals("kitchen") ? "" : video + ",1,walks\n");
        }
        Files.writeString(folder.resolve("train.jsonl"), rows);
        Files.writeString(folder.resolve("val.jsonl"), blocks("jsonl").get(0));
        Files.writeString(folder.resolve("captions.csv"), captions);
        Files.writeString(
                folder.resolve("detections.csv"), blocks("csv detections").get(0));
        Files.writeString(folder.resolve("classes.txt"), "drawer\ncup\n");
        npy(folder.resolve("classes.npy"), 2, 5);
    }

    @Test
    void itsCommandsLeadFromFilesToAnEvaluatedNetwork() throws IOException {
        makeFiles(videos());
        String printed = "";
        int ran = 0;
        for (String line : Markdown.blocks(GUIDE, "sh").stream()
                .flatMap(String::lines)
                .filter(line -> !line.isBlank())
                .toList()) {
            assertTrue(line.startsWith("scripts/osgnet "), line);
            // Sixteen epochs would teach no more about the guide.
            String shortened = line.startsWith("scripts/osgnet train ") ? line + " --epochs 1" : line;
            Object[] words = Arrays.stream(shortened.split(" "))
                    .skip(1)
                    .map(word -> word.replace("mine/", folder + "/"))
                    .toArray();
            printed += Command.succeed(words).out();
            ran++;
        }
        assertEquals(13, ran);
        for (String expected : List.of(
                "video-store: 5 videos, 6 channels, float32",
                "Annotations name 5 videos: features of 0 have another length",
                "text-store: 10 queries, 5 channels",
                "config.yaml: small, 6 video and 5 text channels, a feature every 0.5333 s, no objects, no shots",
                "full.yaml: small, 6 video and 5 text channels, a feature every 0.5333 s, objects, shots",
                "Nothing is wrong with the data of " + folder.resolve("config.yaml"),
                "Nothing is wrong with the data of " + folder.resolve("full.yaml"),
                "predictions.json, " + folder.resolve("predictions_noscore.json") + ": 2 queries",
                "object-store: 5 videos, 2 objects of steps",
                "narrations: 5 videos, 6 texts, 1 of them start a shot")) {
            assertTrue(printed.contains(expected), expected + " is not in " + printed);
        }
        JsonNode results = new ObjectMapper()
                .readTree(folder.resolve("predictions.json").toFile())
                .path("results");
        assertEquals("kitchen", results.get(1).path("clip_uid").asText());
        assertEquals(
                -1, Files.mismatch(folder.resolve("features/kitchen.npy"), folder.resolve("unpacked/kitchen.npy")));
    }

    @Test
    void itsExamplesAreReadAsTheySay() throws IOException {
        List<String> lines = blocks("jsonl");
        assertEquals(3, lines.size());
        List<AnnotatedQuery> queries = Annotations.read(Files.writeString(folder.resolve("a.jsonl"), lines.get(1)));
        assertEquals(List.of(0), queries.get(0).labels().get(0).classIds());
        assertEquals("#C C opens the door", queries.get(1).query());
        assertEquals(20.0, queries.get(1).timestamps().get(0).start());
        List<Narration> narrations = Narration.read(Files.writeString(folder.resolve("n.json"), lines.get(2)));
        assertEquals(765, narrations.get(1).startFrame());
        GroundTruth truth = GroundTruth.read(
                Files.writeString(folder.resolve("gt.json"), blocks("json").get(0)), Track.NLQ);
        assertEquals(1, truth.segments().size());
        Path coco = Files.writeString(
                folder.resolve("coco.json"), blocks("json detections").get(0));
        Path names = Files.writeString(folder.resolve("names.txt"), "cup\n");
        assertTrue(Command.succeed(
                        "prepare",
                        "objects",
                        coco,
                        "--class-names",
                        names,
                        "--min-frames",
                        1,
                        "-o",
                        folder.resolve("o"))
                .out()
                .contains("1 videos, 1 objects of steps"));
        Path subtitles =
                Files.writeString(folder.resolve("kitchen.srt"), blocks("srt").get(0));
        assertTrue(Command.succeed("prepare", "narrations-for-shots", subtitles, "--wearer", "-o", folder.resolve("s"))
                .out()
                .contains("1 videos, 2 texts, 1 of them start a shot"));
    }
}

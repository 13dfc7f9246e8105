package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.osgnet4j.encoders.TinyTextEncoder;
import io.github.osgnet4j.encoders.TinyVideo;
import io.github.osgnet4j.encoders.TinyVideoEncoder;
import io.github.osgnet4j.encoders.VideoFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

    @Test
    void theWindowsAreCutOutShownAndWrittenAsSubtitles() throws IOException {
        Path clips = folder.resolve("clips");
        Path sheet = folder.resolve("sheet.png");
        Path srt = folder.resolve("clip.srt");
        Path vtt = folder.resolve("clip.vtt");
        Path page = folder.resolve("answers.html");
        String question = "Where was the <pan>?";
        Command first = Command.succeed(ask(
                video,
                question,
                "-k",
                2,
                "--json",
                "-",
                "--clips",
                clips,
                "--sheet",
                sheet,
                "--html",
                page,
                "--subtitles",
                srt));
        Path left = Files.createFile(clips.resolve("1-01-clip-0.00.0-0.01.0.mp4.partial"));
        Files.setLastModifiedTime(left, FileTime.fromMillis(1));
        Command.succeed(ask(video, question, "-k", 1, "--clips", clips, "--clips-mode", "copy", "--subtitles", vtt));
        assertFalse(Files.exists(left), "what a killed process left is removed");

        JsonNode window = json(first).get("answers").get(0).get("windows").get(0);
        double length = window.get("end").asDouble() - window.get("start").asDouble();
        List<Path> cut = Folders.walk(clips).stream()
                .filter(Files::isRegularFile)
                .sorted()
                .toList();
        assertEquals(2, cut.size(), cut.toString());
        assertEquals(length, VideoFile.open(cut.get(0)).duration(), 1.1, "the copied one from the key frame on");
        JsonNode second = json(first).get("answers").get(0).get("windows").get(1);
        assertEquals(
                second.get("end").asDouble() - second.get("start").asDouble(),
                VideoFile.open(cut.get(1)).duration(),
                0.11);
        ByteBuffer header = ByteBuffer.wrap(Files.readAllBytes(sheet), 16, 8);
        List<String> decode = List.of("-i", "file:" + sheet, "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1");
        assertEquals(
                3 * header.getInt() * header.getInt(), TinyVideo.ffmpeg().run(decode, Duration.ofSeconds(90)).length);
        String html = Files.readString(page);
        assertTrue(html.contains("&lt;pan&gt;") && !html.contains("<pan>"));
        assertEquals(6, html.split("data:image/jpeg;base64,/9j/", -1).length - 1);
        List<String> lines = Files.readAllLines(srt);
        assertEquals("1", lines.get(0));
        assertTrue(lines.get(1).matches("00:00:\\d\\d,\\d{3} --> 00:00:\\d\\d,\\d{3}"), lines.get(1));
        assertTrue(Files.readString(vtt).startsWith("WEBVTT\n\n1\n00:00:"), Files.readString(vtt));
        assertTrue(Files.readString(vtt).contains("Where was the &lt;pan&gt;? (1, 0."), Files.readString(vtt));
    }

    @Test
    void featuresAreKeptAndDamagedOnesMadeAgain() throws IOException {
        Path copy = Files.copy(video, folder.resolve("copy.mp4"));
        Command first = Command.succeed(ask(copy, QUESTION, "--json", "-"));
        Path kept = onlyFile(folder.resolve("cache"));
        byte[] features = Files.readAllBytes(kept);

        Files.write(kept, Arrays.copyOf(features, features.length / 2));
        assertEquals(
                first.out(), Command.succeed(ask(copy, QUESTION, "--json", "-")).out());
        assertEquals(features.length, Files.size(kept));

        Path other = TinyVideo.moving(folder.resolve("other.mp4"), 3, 10);
        Command.succeed(ask(other, QUESTION, "--cache-size", 1));
        assertFalse(Files.exists(kept), "the older one had to go");
        onlyFile(folder.resolve("cache"));
        Object[] uncached = {"ask", "-q", "-m", bundle, "-e", encoders, "--no-cache", copy, QUESTION, "--json", "-"};
        assertEquals(first.out(), Command.succeed(uncached).out());
    }

    private static Path onlyFile(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.toList();
            assertEquals(1, found.size(), found.toString());
            return found.get(0);
        }
    }

    @Test
    void anArchiveIsAskedWithoutItsVideosBeingRead() throws IOException {
        Path videos = Files.createDirectories(folder.resolve("videos/kitchen")).getParent();
        Files.copy(video, videos.resolve("a.mp4"));
        TinyVideo.moving(videos.resolve("kitchen/b.mkv"), 4, 10);
        Files.writeString(videos.resolve("notes.txt"), "no video");
        Path archive = folder.resolve("archive");
        Object[] ask = {
            "ask", "-m", bundle, "-e", encoders, "--archive", archive, videos, QUESTION, "--json", "-", "-k", 8
        };

        JsonNode first = json(Command.succeed(ask));
        List<String> names = first.findValuesAsText("video");
        assertTrue(names.contains("a.mp4") && names.contains("kitchen/b.mkv"), names.toString());
        List<Double> scores = new ArrayList<>();
        first.findValues("score").forEach(score -> scores.add(score.asDouble()));
        assertEquals(scores.stream().sorted((x, y) -> Double.compare(y, x)).toList(), scores, "best first");

        // Of the same size and time, so that reading it would be noticed.
        Path a = videos.resolve("a.mp4");
        FileTime modified = Files.getLastModifiedTime(a);
        byte[] bytes = Files.readAllBytes(a);
        Files.write(a, new byte[bytes.length]);
        Files.setLastModifiedTime(a, modified);
        assertEquals(first, json(Command.succeed(ask)));

        Files.setLastModifiedTime(a, FileTime.fromMillis(1));
        Files.delete(videos.resolve("kitchen/b.mkv"));
        Files.copy(video, videos.resolve("c.mp4"));
        Command changed = Command.run(ask);
        assertEquals(1, changed.code(), "a.mp4 is no video any more");
        JsonNode after = json(changed);
        assertEquals("a.mp4", after.get("skipped").get(0).get("video").asText());
        assertEquals("kitchen/b.mkv", after.get("vanished").get(0).asText());
        assertEquals(
                List.of("c.mp4"),
                after.findValuesAsText("video").stream()
                        .distinct()
                        .filter(n -> !n.equals("a.mp4"))
                        .toList());

        Command single = Command.succeed(
                "ask",
                "-m",
                bundle,
                "-e",
                encoders,
                "--archive",
                archive,
                videos.resolve("c.mp4"),
                QUESTION,
                "--json",
                "-");
        assertTrue(json(single).path("vanished").isEmpty(), single.out());

        Path weights = encoders.resolve("colours/model.onnx.data");
        Path samples = Files.writeString(encoders.resolve("colours/samples.json"), "{}");
        Command.succeed(
                "ask", "-q", "-m", bundle, "-e", encoders, "--archive", archive, videos.resolve("c.mp4"), QUESTION);
        Files.delete(samples);
        Files.writeString(weights, "other weights");
        refused(1, Command.run(ask), "features of other encoders");
        Files.delete(weights);

        Path otherEncoders = folder.resolve("encoders");
        TinyTextEncoder.write(otherEncoders.resolve("words"), TEXT_CHANNELS, false, true);
        Files.writeString(otherEncoders.resolve("words/encoder.json"), "{\"kind\": \"text\"}");
        TinyVideoEncoder.write(
                otherEncoders.resolve("colours"), "\"frames\": 1, \"stride_seconds\": 0.5, \"rescale\": 0.1");
        ask[4] = otherEncoders;
        refused(1, Command.run(ask), "features of other encoders", "another folder");
    }

    /** With a bundle, encoders and videos of its own, as the reader has. */
    @Test
    void theExamplesOfTheReadmeRun() throws IOException {
        Path videos = Files.createDirectory(folder.resolve("videos"));
        Files.copy(video, videos.resolve("a.mp4"));
        Map<String, Path> readers = Map.of("bundle", bundle, "encoders", encoders, "clip.mp4", video);
        List<String> lines = Markdown.blocks(Path.of(System.getProperty("osgnet.root"), "README.md"), "bash").stream()
                .flatMap(block -> block.replaceAll("\\\\\\R *", "").lines())
                .filter(line -> line.startsWith("scripts/osgnet ask "))
                .toList();
        assertEquals(3, lines.size());
        for (String line : lines) {
            List<Object> words = new ArrayList<>(List.of("ask", "-q"));
            boolean file = false;
            for (MatchResult word : Pattern.compile("\"([^\"]*)\"|\\S+")
                    .matcher(line)
                    .results()
                    .skip(2)
                    .toList()) {
                String text = word.group();
                boolean path = file && !text.matches("\\d+") || text.matches("clip.mp4|videos");
                words.add(
                        word.group(1) != null
                                ? word.group(1)
                                : path ? readers.getOrDefault(text, folder.resolve(text)) : text);
                file = text.startsWith("--");
            }
            if (!words.contains("--archive")) {
                words.addAll(List.of("--cache", folder.resolve("cache")));
            }
            Command.succeed(words.toArray());
        }
        for (String output : List.of("sheet.png", "answers.html", "clip.srt", "answers.json", "archive/archive.json")) {
            assertTrue(Files.size(folder.resolve(output)) > 0, output);
        }
        assertEquals(4, Folders.walk(folder.resolve("clips")).size() - 1);
    }

    @Test
    void whatDoesNotFitIsRefusedWithWhatToDo() throws IOException {
        Path sound = TinyVideo.make(folder.resolve("sound.mkv"), "-f", "lavfi", "-i", "sine=duration=1");
        refused(1, Command.run(ask(sound, QUESTION)), "sound.mkv", "no video");
        refused(1, Command.run(ask(folder.resolve("none.mp4"), QUESTION)), "none.mp4");
        refused(1, Command.run(ask(Files.createDirectory(folder.resolve("empty")), QUESTION)), "no video in", "mp4");
        refused(2, Command.run(ask(video, " ")), "question is empty");
        refused(2, Command.run(ask(video)), "QUESTION");
        refused(2, Command.run(ask(shared, QUESTION, "--subtitles", folder.resolve("s.srt"))), "of one video");
        refused(2, Command.run(ask(video, QUESTION, "--subtitles", folder.resolve("s.txt"))), ".srt or .vtt");
        refused(2, Command.run(ask(video, QUESTION, "-k", 200, "--sheet", folder.resolve("s.png"))), "100 windows");
        refused(2, Command.run(ask(video, QUESTION, "--archive", folder)), "--cache");
        refused(1, Command.run(ask(video, QUESTION, "--sheet", video)), "named as a video", "clip.mp4");
        refused(2, Command.run(ask(shared, QUESTION, "--clips", shared.resolve("clips"))), "asked as videos");
        refused(1, Command.run(ask(video, QUESTION, "--clips", video)), "clip.mp4 is a file", "name a folder");

        Path words = encoders.resolve("words");
        Path colours = encoders.resolve("colours");
        refused(1, Command.run("ask", "-m", bundle, "-e", colours, video, QUESTION), "there is no text encoder");
        refused(1, Command.run("ask", "-m", bundle, "-e", words, video, QUESTION), "there is no video encoder");
        Path demo = Path.of(System.getProperty("osgnet.root"), "models/demo");
        refused(
                1,
                Command.run("ask", "-m", demo, "-e", encoders, video, QUESTION),
                "takes 48 channels, the encoders give 3",
                "takes 24 channels, the encoders give 4",
                "one each 0.5333 s",
                "one each 0.5000 s");
        Path slow = folder.resolve("slow");
        TinyVideoEncoder.write(slow, "\"frames\": 1, \"stride_seconds\": 0.5002");
        refused(1, Command.run("ask", "-m", bundle, "-e", words + "," + slow, video, QUESTION), "one each 0.5002 s");
        Path index = Files.createDirectories(folder.resolve("archive")).resolve("archive.json");
        Files.writeString(index, "{\"format\": 7}");
        refused(
                1,
                Command.run("ask", "-m", bundle, "-e", encoders, "--archive", index.getParent(), video, QUESTION),
                "archive.json is damaged",
                "expected format 1, found 7");
    }
}

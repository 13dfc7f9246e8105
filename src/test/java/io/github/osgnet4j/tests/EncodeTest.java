package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.annotation.Annotations;
import io.github.osgnet4j.data.annotation.Label;
import io.github.osgnet4j.data.io.LmdbStore;
import io.github.osgnet4j.data.io.NpyArray;
import io.github.osgnet4j.data.io.Npz;
import io.github.osgnet4j.encoders.TinyTextEncoder;
import io.github.osgnet4j.encoders.TinyVideo;
import io.github.osgnet4j.encoders.TinyVideoEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that turn videos and texts into features. */
class EncodeTest {

    @TempDir
    Path folder;

    private Path encoders;

    @BeforeEach
    void write() throws IOException {
        encoders = folder.resolve("encoders");
        TinyVideoEncoder.write(encoders.resolve("video"));
        TinyTextEncoder.write(encoders.resolve("text"), 24, false, true);
        Files.writeString(
                encoders.resolve("text/encoder.json"),
                "{\"kind\": \"text\", \"drop_first\": true, \"drop_last\": true}");
    }

    private static NpyArray value(Path store, String key, String array) {
        try (LmdbStore opened = LmdbStore.open(store)) {
            return Npz.read(opened.get(key).orElseThrow()).get(array);
        }
    }

    @Test
    void videosBecomeAStoreWithoutThoseThatAreBroken() throws IOException {
        Path videos = Files.createDirectory(folder.resolve("videos"));
        TinyVideo.moving(videos.resolve("a.mp4"), 2, 10);
        TinyVideoEncoder.write(encoders.resolve("other"));
        Path broken = Files.writeString(videos.resolve("b.mp4"), "no video");
        Files.writeString(videos.resolve("notes.txt"), "passed over");
        Path store = folder.resolve("store");
        Command refused = Command.run("encode", videos.resolve("b.mp4"), "-e", encoders, "-o", store, "-q");
        assertEquals(1, refused.code());
        assertTrue(refused.err().contains(broken.toString()), refused.err());
        assertFalse(Files.exists(folder.resolve("store.partial")), "nothing is left of what never began");

        TinyVideo.moving(folder.resolve("b.mp4"), 3, 5);
        Path cut = TinyVideo.make(videos.resolve("c.mkv"), "-i", "file:" + folder.resolve("b.mp4"), "-c", "copy");
        byte[] whole = Files.readAllBytes(cut);
        Files.write(cut, Arrays.copyOf(whole, whole.length / 3));
        TinyVideo.moving(videos.resolve("d.mp4"), 1, 5);
        Command half = Command.run("encode", videos, "-e", encoders, "-o", store, "-q");
        assertEquals(1, half.code());
        assertTrue(half.err().contains("2 of 4 videos cannot be encoded; " + store + ".partial keeps"), half.err());
        assertTrue(half.err().contains("with --resume --on-unusable skip"), half.err());
        List<String> listed =
                half.err().lines().filter(line -> line.startsWith("  ")).toList();
        assertEquals(2, listed.size(), half.err());
        assertTrue(listed.get(0).startsWith("  " + broken + " is not a video"), half.err());
        assertTrue(listed.get(1).startsWith("  " + cut + " "), half.err());
        assertFalse(Files.exists(store));

        Command skipped = Command.succeed(resume(videos, store, "--on-unusable", "skip"));
        assertTrue(skipped.out().contains("2 videos (2 from an earlier run), 6 channels"), skipped.out());
        assertTrue(skipped.out().contains("2 of 4 videos cannot be encoded, and are left out:"), skipped.out());
        assertTrue(skipped.out().contains(cut.toString()), skipped.out());
    }

    @Test
    void anEncoderThatFailsEndsTheJob() throws IOException {
        Path videos = Files.createDirectory(folder.resolve("videos"));
        TinyVideo.moving(videos.resolve("a.mp4"), 1, 5);
        TinyVideo.moving(videos.resolve("b.mp4"), 1, 5);
        Path failing = folder.resolve("failing");
        TinyVideoEncoder.write(failing, "\"frames\": 1, \"stride_seconds\": 0.5, \"std\": [1e-38, 1e-38, 1e-38]");
        Path store = folder.resolve("store");
        Command failed = Command.run("encode", videos, "-e", failing, "-o", store, "-q", "--on-unusable", "skip");
        assertEquals(1, failed.code());
        assertTrue(failed.err().contains("model.onnx: output features is not finite"), failed.err());
        assertFalse(failed.err().contains("videos can"), failed.err());
        assertFalse(Files.exists(store));
        Path first = videos.resolve("a.mp4");
        Command over = Command.run("encode", videos, "-e", failing, "--detections", first, "-q");
        assertEquals(1, over.code());
        assertTrue(over.err().contains("is the input " + first), over.err());
    }

    @Test
    void aMeasurementOfNoVideoFails() throws IOException {
        Path videos = Files.createDirectory(folder.resolve("videos"));
        Files.writeString(videos.resolve("a.mp4"), "no video");
        Files.writeString(videos.resolve("b.mp4"), "none either");
        Command failed = Command.run("encode", videos, "-e", encoders, "--bench", "-q", "--on-unusable", "skip");
        assertEquals(1, failed.code());
        assertTrue(failed.err().contains("None of the 2 videos can be encoded:"), failed.err());
    }

    /** Cut off, with a gap, with another head: each is encoded or listed, and nothing is left behind. */
    @Test
    void garbledVideosAreEncodedOrListed() throws IOException {
        Path videos = Files.createDirectory(folder.resolve("videos"));
        Path whole = Files.createDirectory(folder.resolve("whole"));
        for (String name : List.of("a.mp4", "b.mkv", "c.avi")) {
            byte[] bytes = Files.readAllBytes(TinyVideo.moving(whole.resolve(name), 2, 5));
            Files.write(videos.resolve("cut-" + name), Arrays.copyOf(bytes, bytes.length / 2));
            byte[] gap = Arrays.copyOf(bytes, bytes.length - 300);
            System.arraycopy(bytes, bytes.length / 2 + 300, gap, bytes.length / 2, gap.length - bytes.length / 2);
            Files.write(videos.resolve("gap-" + name), gap);
            for (int i = 5; i < 40; i += 3) {
                bytes[i] ^= 0x55;
            }
            Files.write(videos.resolve("head-" + name), bytes);
        }
        Path store = folder.resolve("store");
        Command.succeed("encode", whole, "-e", encoders.resolve("video"), "-o", folder.resolve("ok"), "-q");
        Command result = Command.succeed(
                "encode", videos, "-e", encoders.resolve("video"), "-o", store, "-q", "--on-unusable", "skip");

        Set<String> listed = new TreeSet<>();
        for (String line : result.out().lines().filter(l -> l.startsWith("  ")).toList()) {
            assertTrue(
                    line.startsWith("  " + videos)
                            && line.length() > videos.toString().length() + 20,
                    line);
            listed.add(line.substring(3 + videos.toString().length()).split("[ :]", 2)[0]);
        }
        assertTrue(listed.containsAll(List.of("cut-a.mp4", "gap-a.mp4", "head-b.mkv", "head-c.avi")), result.out());
        try (LmdbStore opened = LmdbStore.open(store)) {
            assertEquals(9, opened.keys(100).size() + listed.size(), result.out());
        }
        assertFalse(Files.exists(folder.resolve("store.partial")));
        assertEquals(
                0,
                ProcessHandle.current()
                        .children()
                        .filter(child -> child.info().command().orElse("").endsWith("ffmpeg"))
                        .count());
    }

    private Object[] resume(Path videos, Path store, Object... more) {
        List<Object> words = new ArrayList<>(List.of("encode", videos, "-e", encoders, "-o", store, "-q", "--resume"));
        words.addAll(List.of(more));
        return words.toArray();
    }

    @Test
    void aSecondRunTriesOnlyWhatTheFirstCouldNotEncode() throws IOException {
        Path videos = Files.createDirectory(folder.resolve("videos"));
        Path other = encoders.resolve("other");
        TinyVideoEncoder.write(other);
        TinyVideo.moving(videos.resolve("a.mp4"), 2, 10);
        Path broken = Files.writeString(videos.resolve("b.mp4"), "no video");
        TinyVideo.moving(videos.resolve("c.mp4"), 1, 5);
        Path cut = TinyVideo.moving(videos.resolve("d.mp4"), 3, 5);
        byte[] whole = Files.readAllBytes(cut);
        Files.write(cut, Arrays.copyOf(whole, whole.length / 3));
        Path store = folder.resolve("store");
        Command half = Command.run("encode", videos, "-e", encoders, "-o", store, "-q");
        assertEquals(1, half.code());
        assertTrue(half.err().contains("2 of 4 videos cannot be encoded"), half.err());
        assertTrue(half.err().contains("the same command with --resume, which tries only these again"), half.err());

        TinyVideo.moving(broken, 3, 5);
        Files.write(cut, whole);
        TinyVideoEncoder.write(other, "\"frames\": 1, \"stride_seconds\": 0.5, \"rescale\": 0.1");
        Command changed = Command.run(resume(videos, store));
        assertEquals(1, changed.code());
        assertTrue(changed.err().contains("encoder 1 file encoder.json"), changed.err());
        TinyVideoEncoder.write(other);
        Command rest = Command.succeed(resume(videos, store));
        assertTrue(rest.out().contains("4 videos (2 from an earlier run), 6 channels"), rest.out());
        assertEquals(
                List.of(4, 6),
                Arrays.stream(value(store, "a", "features").shape()).boxed().toList());
        assertEquals(6, value(store, "b", "features").shape()[0]);
        assertEquals(6, value(store, "d", "features").shape()[0]);
    }

    @Test
    void anEncoderIsMeasuredAndProven() throws IOException {
        Path video = TinyVideo.moving(folder.resolve("a.mp4"), 2, 10);
        Command measured = Command.succeed("encode", video, "-e", encoders, "--bench", "-q");
        assertTrue(measured.out().contains("4 features") && measured.out().contains("real time"), measured.out());
        assertEquals(1, Command.run("verify", "--encoder", encoders, "-q").code());
        Command.succeed("encode", video, "-e", encoders, "--write-samples", "-q");
        Command verified = Command.succeed("verify", "--encoder", encoders, "-q");
        assertEquals(
                2, verified.out().lines().filter(l -> l.contains(": verified")).count(), verified.out());
        assertEquals(2, Command.run("encode", video, "-e", encoders).code());
        assertEquals(2, Command.run("verify").code());

        Path detector = folder.resolve("detector");
        TinyVideoEncoder.write(detector);
        Files.writeString(detector.resolve("labels.txt"), "knife");
        Files.writeString(detector.resolve("encoder.json"), """
                {"kind": "detector", "stride_seconds": 0.5, "boxes": "features",
                 "labels": "features", "scores": "features"}
                """);
        Command unproven = Command.run("verify", "--encoder", detector, "-q");
        assertEquals(1, unproven.code());
        assertTrue(unproven.err().contains("no samples of detectors"), unproven.err());
    }

    @Test
    void textsAndClassesAreEncodedAndLabelled() throws IOException {
        Path queries = Files.writeString(folder.resolve("queries.jsonl"), """
                {"query_id": "q_0", "query": "Where was the pan?", "duration": 8.0, "video_id": "v", "query_type": "nlq"}
                {"query_id": "q_1", "query": "the Pans", "duration": 8.0, "video_id": "v", "query_type": "nlq"}
                """);
        Path store = folder.resolve("store");
        Command.succeed("prepare", "text", queries, "-e", encoders.resolve("text"), "-o", store, "-q");
        NpyArray tokens = value(store, "q_0", "token_features");
        assertEquals(5, tokens.shape()[0]);
        assertEquals(TinyTextEncoder.feature(3, 0), tokens.values()[0]);

        Path names = Files.writeString(folder.resolve("names.txt"), "knife\npan (for cooking)\n");
        Path classes = folder.resolve("classes.npz");
        Command.succeed("prepare", "classes", names, "-e", encoders.resolve("text"), "-o", classes, "-q");
        assertEquals(2, Npz.read(classes).get("embeddings").shape()[0]);

        Path labelled = folder.resolve("labelled.jsonl");
        Command agreement = Command.succeed(
                "prepare", "labels", queries, "--classes", names, "-o", labelled, "--reference", queries, "-q");
        assertTrue(agreement.out().contains("2 labels, there 0"), agreement.out());
        List<Label> labels = Annotations.read(labelled).get(1).labels();
        assertEquals(List.of(new Label(List.of(1), "pan (for cooking)", 1, "pans")), labels);

        Files.writeString(queries, """
                {"query_id": "q_2", "query": "%s", "duration": 8.0, "video_id": "v", "query_type": "nlq"}
                """.replace("%s", "pan ".repeat(100)));
        Command lengthy = Command.run(
                "prepare", "text", queries, "-e", encoders.resolve("text"), "-o", folder.resolve("other"), "-q");
        assertEquals(1, lengthy.code());
        assertTrue(lengthy.err().contains("q_2") && lengthy.err().contains("77 tokens"), lengthy.err());
        assertFalse(Files.exists(folder.resolve("other")));
    }

    @Test
    void groundingTakesTextsInPlaceOfStoredTokens() throws IOException {
        Path output = folder.resolve("p.json");
        String query = Annotations.read(Learn.annotations()).get(0).queryId();
        Object[] command = {
            "ground",
            "-m",
            Learn.bundle(),
            "-c",
            Learn.config(),
            "--text-encoder",
            encoders.resolve("text"),
            "--queries",
            query,
            "-o",
            output,
            "-q"
        };
        Command.succeed(command);
        assertTrue(Files.readString(output).contains(query.substring(0, query.lastIndexOf('_'))));
        assertTrue(Files.isDirectory(folder.resolve("p.json-tokens")));
        Files.delete(output);
        Command.succeed(command);
    }
}

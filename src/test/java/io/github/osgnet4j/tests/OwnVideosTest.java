package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.ObjectFrames;
import io.github.osgnet4j.encoders.TinyDetector;
import io.github.osgnet4j.encoders.TinyTextEncoder;
import io.github.osgnet4j.encoders.TinyVideo;
import io.github.osgnet4j.encoders.TinyVideoEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Videos of one's own, a detector and words lead to a network that looks at objects, by commands alone. */
class OwnVideosTest {

    private static final int SECONDS = 8;
    private static final int STEPS = 16;

    @TempDir
    Path folder;

    private Path encoders;
    private Path detector;

    @BeforeEach
    void make() throws IOException {
        encoders = folder.resolve("encoders");
        TinyVideoEncoder.write(encoders.resolve("video"));
        TinyTextEncoder.write(encoders.resolve("text"), 4, false, true);
        Files.writeString(encoders.resolve("text/encoder.json"), "{\"kind\": \"text\"}");
        detector = folder.resolve("detector");
        TinyDetector.write(detector);
        Path videos = Files.createDirectory(folder.resolve("videos"));
        // Bright for the first half: the pan is seen, and not the second half, when there is only the faint knife.
        for (String name : List.of("first one", "küche", "c")) {
            TinyVideo.make(
                    videos.resolve(name + ".mp4"),
                    "-f",
                    "lavfi",
                    "-i",
                    "color=white:size=32x32:rate=4:duration=" + SECONDS / 2,
                    "-f",
                    "lavfi",
                    "-i",
                    "color=black:size=32x32:rate=4:duration=" + SECONDS / 2,
                    "-filter_complex",
                    "[0][1]concat",
                    "-c:v",
                    "mpeg4");
        }
        Files.writeString(folder.resolve("train.jsonl"), row("first one", 0) + row("küche", 0));
        Files.writeString(folder.resolve("val.jsonl"), row("c", 0) + row("c", 1));
        Files.writeString(folder.resolve("classes.txt"), "cup\npan\nknife\n");
    }

    private static String row(String video, int number) {
        return "{\"query\": \"Where was the pan?\", \"query_id\": \"" + video + "_" + number + "\", \"duration\": "
                + SECONDS + ".0, \"video_id\": \"" + video
                + "\", \"query_type\": \"nlq\", \"timestamps\": [[1.0, 3.0]]}\n";
    }

    /** Runs a command whose words with a slash are files of the folder. */
    private Command run(String line) {
        return Command.succeed((Object[]) line.replace("@", folder + "/").split(" "));
    }

    @Test
    void aNetworkThatLooksAtObjectsIsTrainedAndAsked() throws IOException {
        run("encode @videos -e @encoders/video -o @video-store -q");
        run("encode @videos -e @detector --detections @seen.csv -q");
        List<String> rows = Files.readAllLines(folder.resolve("seen.csv"));
        assertEquals("video_id,time,class,score,x0,y0,x1,y1", rows.get(0));
        assertEquals(1 + 3 * 2 * STEPS, rows.size());
        String objects =
                run("prepare objects @seen.csv --features @video-store --class-names @classes.txt --min-frames 3"
                                + " --stride 15 -o @object-store -q")
                        .out();
        assertTrue(objects.contains("3 videos, 24 objects of steps"), objects);
        run("prepare classes @classes.txt -e @encoders/text -o @classes.npz -q");
        for (String split : List.of("train", "val")) {
            run("prepare labels @" + split + ".jsonl --classes @classes.txt -o @" + split + "-labels.jsonl -q");
        }
        run("prepare text @train.jsonl @val.jsonl -e @encoders/text -o @text-store -q");
        run("prepare init-config --features @video-store --tokens @text-store --objects @object-store --classes"
                + " @classes.npz --train @train-labels.jsonl --val @val-labels.jsonl --fps 30 --stride 15 -o @config.yaml"
                + " -q");
        assertPansAreSeen();

        // From here on, words are enough.
        Files.move(folder.resolve("text-store"), folder.resolve("gone"));
        run("train -c @config.yaml -o @run --epochs 1 --batch-size 2 --text-encoder @encoders/text -q");
        assertTrue(Files.isDirectory(folder.resolve("run-tokens")));
        assertTrue(Files.exists(folder.resolve("run/best.safetensors")));
        // One epoch leaves the branches of the network all but closed; random weights open them.
        run("export -c @config.yaml --random-weights 1 -o @bundle -q");
        run("ground -m @bundle -c @config.yaml --text-encoder @encoders/text -o @predictions.json -q");
        JsonNode grounded = new ObjectMapper()
                .readTree(folder.resolve("predictions.json").toFile())
                .path("results");
        assertEquals(2, grounded.size());

        Path video = folder.resolve("videos/c.mp4");
        String ask = "ask -m @bundle -e @encoders,@detector --archive @archive --json - -k 1 -q";
        List<Object> words = new ArrayList<>(
                List.of((Object[]) ask.replace("@", folder + "/").split(" ")));
        words.addAll(List.of("--class-names", folder.resolve("classes.txt"), "--object-min-frames", 3));
        words.addAll(List.of(video, "Where was the pan?"));
        double shown = score(Command.succeed(words.toArray()));
        assertEquals(shown, score(Command.succeed(words.toArray())), "kept objects are the same");
        JsonNode same = grounded.get(0).path("predicted_times").get(0);
        assertEquals(same.get(2).asDouble(), shown, 1e-6, "ask shows what the store of objects has");
        words.removeAll(List.of("--class-names", folder.resolve("classes.txt")));
        Command blind = Command.succeed(words.toArray());
        assertTrue(Math.abs(score(blind) - shown) > 1e-6, "without objects it is another score");

        words.addAll(List.of("--class-names", folder.resolve("train.jsonl")));
        Command refused = Command.run(words.toArray());
        assertEquals(1, refused.code());
        assertTrue(refused.err().contains("has 2 names") && refused.err().contains("of 3 classes"), refused.err());
    }

    private static double score(Command result) throws IOException {
        return new ObjectMapper()
                .readTree(result.out())
                .at("/answers/0/windows/0/score")
                .asDouble();
    }

    /** The pan, class 1, in the first half of the steps; the faint knife nowhere. */
    private void assertPansAreSeen() {
        OsgnetConfig config = OsgnetConfig.load(folder.resolve("config.yaml"), Optional.empty());
        try (Dataset dataset = Dataset.open(config, Dataset.Split.TRAIN)) {
            AnnotatedQuery query = dataset.queries().get(1);
            assertEquals("küche", query.videoId());
            ObjectFrames seen = dataset.objects(query).orElseThrow();
            assertEquals(STEPS, seen.frames().size());
            for (int step = 0; step < STEPS; step++) {
                assertArrayEquals(
                        step < STEPS / 2 ? new int[] {1} : new int[0],
                        seen.frames().get(step));
            }
            assertFalse(query.labels().isEmpty());
        }
    }
}

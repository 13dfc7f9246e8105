package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.QueryFeatures;
import io.github.osgnet4j.data.sample.VideoFeatures;
import io.github.osgnet4j.postprocess.Window;
import io.github.osgnet4j.runtime.EncodedVideo;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.StepObjects;
import io.github.osgnet4j.runtime.VideoInput;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The README's Java example, on the bundle that comes with the project. */
class EmbeddingTest {

    private static final Path ROOT = Path.of(System.getProperty("osgnet.root"));

    private static void example(
            Path bundle,
            float[] features,
            int steps,
            float[] tokens,
            int tokenCount,
            int[][] objects,
            double durationSeconds) {
        try (Grounder grounder = Grounder.open(bundle)) {
            EncodedVideo video = grounder.encode(new VideoInput("clip", features, steps));
            QueryInput query = new QueryInput("knife", tokens, tokenCount, new StepObjects.Classes(objects));
            for (Window window : grounder.ground(video, query, durationSeconds)) {
                System.out.printf("%.1f s to %.1f s, score %.2f%n", window.start(), window.end(), window.score());
            }
        }
    }

    @Test
    void theBundleOfTheProjectFindsTheFirstWindowOfTheDemo() {
        OsgnetConfig config = OsgnetConfig.load(ROOT.resolve("configs/demo.yaml"), Optional.empty());
        PrintStream stdout = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (Dataset data = Dataset.open(config, Dataset.Split.VAL)) {
            AnnotatedQuery query = data.queries().get(0);
            VideoFeatures video = data.video(query.videoId());
            QueryFeatures text = data.query(query);
            int[][] objects = data.objects(query).orElseThrow().frames().toArray(int[][]::new);
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            example(
                    ROOT.resolve("models/demo"),
                    video.values(),
                    video.steps(),
                    text.values(),
                    text.tokens(),
                    objects,
                    query.duration());
            String first =
                    printed.toString(StandardCharsets.UTF_8).lines().findFirst().orElseThrow();
            double start = Double.parseDouble(first.substring(0, first.indexOf(' ')));
            assertEquals(query.timestamps().get(0).start(), start, 3);
            assertTrue(first.contains("score"), first);
        } finally {
            System.setOut(stdout);
        }
    }
}

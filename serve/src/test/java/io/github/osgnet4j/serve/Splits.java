package io.github.osgnet4j.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.osgnet4j.data.annotation.GroundTruth;
import io.github.osgnet4j.data.submission.Predictions;
import io.github.osgnet4j.report.SplitReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Predictions of the demo's split, and a split as large as those of the challenges. */
final class Splits {

    /** Of a network that was trained for two epochs, which makes mistakes. */
    static final Path WORSE = Path.of("src/test/resources/two-epochs.json");

    static final Path BETTER = Demo.LEARN.resolve("golden/predictions.json");

    static final int CLIPS = 2_000;
    static final int QUERIES = 20_000;

    /** What a query of the large split may say. */
    static final List<String> HOSTILE = List.of(
            "=HYPERLINK(\"http://127.0.0.1/\")",
            "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>",
            "\u202eright to left, and never back",
            "long ".repeat(2_000),
            "@sum, \"quoted\"",
            "\uff1dsum(1)");

    private Splits() {}

    /** A server of two files and two models, shared by all tests that look at these. */
    static Running shared() {
        return Shared.RUNNING;
    }

    /** Started when first asked for. */
    private static final class Shared {
        private static final Running RUNNING = Running.start(builder().model(new NamedBundle("other", Demo.BUNDLE)));
    }

    /** A server of the demo that compares two files. */
    static OsgnetServerBuilder builder() {
        return Demo.builder()
                .predictions(new NamedPredictions("worse", WORSE))
                .predictions(new NamedPredictions("better", BETTER));
    }

    /** What a report says of a file. */
    static SplitReport report(Path predictions) {
        GroundTruth truth = GroundTruth.read(Demo.CONFIG.dataset().groundTruth(), Demo.CONFIG.track());
        return SplitReport.of(Predictions.read(predictions), truth, Demo.QUERIES);
    }

    /** A server of the large split with two files. */
    static OsgnetServerBuilder large(Path folder) throws IOException {
        Path annotations = folder.resolve("annotations.jsonl");
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < QUERIES; i++) {
            ObjectNode line = Running.JSON.createObjectNode();
            String text = i < HOSTILE.size() ? HOSTILE.get(i) : "Where did I put thing " + i + " before I left?";
            line.put("query_id", annotation(i) + "_" + i % 10)
                    .put("query", text)
                    .put("duration", 480.0);
            line.put("video_id", clip(i)).put("query_type", "kind " + i % 13);
            line.putArray("timestamps").addArray().add(start(i)).add(start(i) + 10.0);
            lines.add(line.toString());
        }
        Files.write(annotations, lines);
        return Demo.builder()
                .annotations(annotations)
                .predictions(new NamedPredictions("a", predictions(folder.resolve("a.json"), 23)))
                .predictions(new NamedPredictions("b", predictions(folder.resolve("b.json"), 17)));
    }

    private static String clip(int i) {
        return String.format(Locale.ROOT, "clip-%08d", i / (QUERIES / CLIPS) * 7919);
    }

    private static String annotation(int i) {
        return String.format(Locale.ROOT, "annotation-%08d", i / 10 * 104_729);
    }

    private static double start(int i) {
        return i * 37 % 400;
    }

    /** Windows that are off by up to so many half seconds. */
    private static Path predictions(Path file, int spread) throws IOException {
        ObjectNode submission = Running.JSON.createObjectNode();
        submission.put("version", "1.0").put("challenge", "ego4d_nlq_challenge");
        ArrayNode results = submission.putArray("results");
        for (int i = 0; i < QUERIES; i++) {
            ObjectNode result = results.addObject();
            result.put("clip_uid", clip(i)).put("annotation_uid", annotation(i)).put("query_idx", i % 10);
            ArrayNode windows = result.putArray("predicted_times");
            for (int k = 0; k < 5; k++) {
                double from = start(i) + 0.5 * ((i + k) % spread);
                windows.addArray().add(from).add(from + 10).add(0.9 - 0.1 * k - 0.01 * (i % 9));
            }
        }
        return Files.writeString(file, submission.toString());
    }
}

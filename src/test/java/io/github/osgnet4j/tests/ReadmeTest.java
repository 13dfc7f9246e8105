package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.osgnet4j.data.io.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command of the README does what it says, its training too: they run once for all tests, which are here for that. */
class ReadmeTest {

    private static final Path CONFIG = Path.of(System.getProperty("osgnet.root"), "configs/demo.yaml");

    /** Recall that the official trainer's weights reach after as many epochs, three. */
    private static final double OFFICIAL_PERCENT = 85;

    @TempDir
    Path folder;

    @Test
    void everyExampleRunsAsItStands() throws IOException, InterruptedException {
        Path out = Readme.folder().resolve("out");
        for (String output : List.of(
                "predictions.json", "predictions_noscore.json", "submission.zip", "ensemble.json", "report.html")) {
            assertTrue(Files.size(out.resolve(output)) > 0, output);
        }
        try (Stream<Path> raw = Files.list(out.resolve("raw"))) {
            assertEquals(40, raw.count());
        }
    }

    /** The README trains three epochs and exports the weights; what it says of recall is more than the official 85 %. */
    @Test
    void theTrainingOfTheReadmeFindsTheWindowsAndTheExportedWeightsFindTheSame()
            throws IOException, InterruptedException {
        Path out = Readme.folder().resolve("out");
        Path run = out.resolve("run");
        List<JsonNode> validations = Metrics.lines(run, "validation");
        assertEquals(3, validations.size(), "one after every epoch, though test_start_epoch is 2");
        assertTrue(validations.get(0).get("trained_same_windows").asDouble() > 0.9, "it cannot know the questions yet");
        assertTrue(validations.get(2).get("trained_same_windows").asDouble() < 0.1, "it listens");
        JsonNode validation = Metrics.last(run, "validation");
        double trained = validation.get("trained_r1_iou0.5").asDouble();
        assertTrue(trained >= OFFICIAL_PERCENT, () -> "R@1 at IoU 0.5 is " + trained + " %");

        assertEquals(
                Safetensors.read(run.resolve("last-ema.safetensors")).tensors(),
                Safetensors.read(run.resolve("epoch-003.safetensors")).tensors());

        Path bundle = out.resolve("trained-bundle");
        Path predictions = folder.resolve("predictions.json");
        Path metrics = folder.resolve("metrics.json");
        Command.succeed("ground", "-q", "--model", bundle, "-c", CONFIG, "-o", predictions);
        Command.succeed("eval", "-q", "-c", CONFIG, "-p", predictions, "--json", metrics);
        JsonNode recall = new ObjectMapper().readTree(metrics.toFile()).get("recall_percent");
        assertEquals(
                validation.get("trained_r1_iou0.3").asDouble(),
                recall.get(0).get(0).asDouble(),
                1e-9);
        assertEquals(trained, recall.get(1).get(0).asDouble(), 1e-9);
        assertEquals(
                validation.get("trained_r5_iou0.5").asDouble(),
                recall.get(1).get(1).asDouble(),
                1e-9);
    }
}

package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training from nothing, and what its weights answer on the way imported weights take. */
class LearnTest {

    /** Recall the official trainer's weights reach after three epochs; after six it is 100. */
    private static final double OFFICIAL_PERCENT = 85;

    @TempDir
    Path folder;

    private static Path config() {
        return Path.of(System.getProperty("osgnet.root"), "configs/demo.yaml");
    }

    @Test
    void sixEpochsFromScratchFindTheWindowsAndTheExportedWeightsFindTheSame() throws IOException {
        Path run = folder.resolve("run");
        Command.succeed(
                "train", "-q", "-c", config(), "-o", run, "--epochs", 6, "--threads", 1, "--mode", "not-eval-loss",
                "--rank-by", "weights", "--keep-epochs", 1);
        List<JsonNode> validations = lines(run, "validation");
        assertEquals(6, validations.size(), "one after every epoch, though test_start_epoch is 2");
        assertTrue(validations.get(0).get("trained_same_windows").asDouble() > 0.9, "it cannot know the questions yet");
        assertTrue(validations.get(5).get("trained_same_windows").asDouble() < 0.1, "it listens");
        JsonNode validation = last(run, "validation");
        double trained = validation.get("trained_r1_iou0.5").asDouble();
        assertTrue(trained >= OFFICIAL_PERCENT, () -> "R@1 at IoU 0.5 is " + trained + " %");

        Path bundle = folder.resolve("bundle");
        Path predictions = folder.resolve("predictions.json");
        Path metrics = folder.resolve("metrics.json");
        Path weights = run.resolve("epoch-006.safetensors");
        Command.succeed("export", "-q", "-c", config(), "--weights", weights, "-o", bundle);
        Command.succeed("ground", "-q", "--model", bundle, "-c", config(), "-o", predictions);
        Command.succeed("eval", "-q", "-c", config(), "-p", predictions, "--json", metrics);
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

    @Test
    void aRunThatIsOverIsNotRunAgainAndNotOverwritten() throws IOException {
        Path run = folder.resolve("run");
        Object[] debug = {"train", "-q", "-c", config(), "-o", run, "--epochs", 1, "--mode", "debug"};
        Command.succeed(debug);
        Command again = Command.run(debug);
        assertEquals(1, again.code());
        assertTrue(again.err().contains("--resume"), again.err());
        Object[] resumed = Arrays.copyOf(debug, debug.length + 1);
        resumed[debug.length] = "--resume";
        assertTrue(Command.succeed(resumed).out().contains("at its end already"));
        assertEquals(0, last(run, "step").get("step").asLong());
    }

    @Test
    void whatMakesNoSenseIsToldBeforeAnythingIsDone() {
        Path run = folder.resolve("run");
        Object[] train = {"train", "-q", "-c", config(), "-o", run};
        assertEquals(2, withOptions(train, "--mode", "fast").code());
        assertEquals(2, withOptions(train, "--epochs", "0").code());
        assertEquals(2, withOptions(train, "--threads", "0").code());
        assertEquals(2, withOptions(train, "--rank-by", "loss").code());
        assertEquals(2, withOptions(train, "--keep-epochs", "some").code());
        Command device = withOptions(train, "--devices", "tpu");
        assertEquals(1, device.code());
        assertTrue(device.err().contains("expected cpu or cuda:N"), device.err());
        Command key = withOptions(train, "--set", "opt.learning.rate=1");
        assertEquals(1, key.code());
        assertTrue(key.err().contains("leads nowhere"), key.err());
    }

    private static Command withOptions(Object[] command, Object... options) {
        Object[] all = Arrays.copyOf(command, command.length + options.length);
        System.arraycopy(options, 0, all, command.length, options.length);
        return Command.run(all);
    }

    private static JsonNode last(Path run, String kind) throws IOException {
        List<JsonNode> lines = lines(run, kind);
        return lines.get(lines.size() - 1);
    }

    private static List<JsonNode> lines(Path run, String kind) throws IOException {
        List<JsonNode> found = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            JsonNode node = new ObjectMapper().readTree(line);
            if (node.get("kind").asText().equals(kind)) {
                found.add(node);
            }
        }
        return found;
    }
}

package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The official trained checkpoint, grounded and evaluated: as good as the predictions the official code made with it. */
class LearnedRecallTest {

    @TempDir
    Path folder;

    private JsonNode evaluate(Path predictions) throws IOException {
        Path table = folder.resolve("table.json");
        Command.succeed("eval", "-q", "-c", Learn.config(), "-p", predictions, "--json", table);
        return new ObjectMapper().readTree(table.toFile());
    }

    @Test
    void recallEqualsThatOfTheOfficialPredictions() throws IOException {
        JsonNode official = evaluate(Learn.SET.golden("predictions.json").orElseThrow());
        JsonNode ours = evaluate(Learn.predictions());
        assertEquals(official.get("recall_percent"), ours.get("recall_percent"));
        assertEquals(
                official.get("mean_iou").doubleValue(), ours.get("mean_iou").doubleValue(), 1e-6);
        assertEquals(Learn.QUERIES, ours.get("instances").intValue());
        for (JsonNode threshold : ours.get("recall_percent")) {
            assertEquals(100, threshold.get(0).doubleValue());
        }
    }

    @Test
    void theFormWithoutScoresIsEvaluatedAlike() throws IOException {
        assertEquals(
                evaluate(Learn.predictions()),
                evaluate(Learn.predictions().resolveSibling("predictions_noscore.json")));
    }
}

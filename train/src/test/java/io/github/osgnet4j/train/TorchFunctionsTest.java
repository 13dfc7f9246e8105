package io.github.osgnet4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TorchFunctionsTest {

    private static final List<String> LINES = TorchFunctions.source().lines().toList();

    @Test
    void everyFunctionIsExplainedAboveItInACommentThatTheParserSkips() {
        List<String> unexplained = new ArrayList<>();
        for (int i = 1; i < LINES.size(); i++) {
            boolean function =
                    LINES.get(i).startsWith("  def ") && !LINES.get(i).contains("def forward(");
            if (function && !LINES.get(i - 1).startsWith("  # ")) {
                unexplained.add(LINES.get(i).strip());
            }
        }
        assertEquals(List.of(), unexplained);
        assertFalse(LINES.isEmpty());
    }

    @Test
    void theFocalLossOfACertainAnswerIsTheOneOfItsFormula() {
        try (PtNDManager manager = TorchEngine.newManager(Device.cpu());
                TorchFunctions functions = TorchFunctions.load(manager)) {
            NDArray loss = functions.call(
                    "focal_loss",
                    manager.create(new float[] {0, 0, 5}).reshape(1, 3, 1),
                    manager.create(new float[] {1, 0, 0}).reshape(1, 3, 1),
                    manager.create(new float[] {1, 1, 0}).reshape(1, 3, 1),
                    manager.create(2f));
            // alpha (1/2)^2 log 2 for the positive, (1 - alpha) (1/2)^2 log 2 for the negative; the last is padding.
            assertEquals(0.25 * Math.log(2) / 2, loss.getFloat(), 1e-6);
        }
    }
}

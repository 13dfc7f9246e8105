package io.github.osgnet4j.postprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecallTest {

    private static final Window TRUTH = new Window(10, 20, 0);

    /** Real ground truth; windows are rounded to 0.1 ms to save space, except where that would move one over a threshold. */
    @ParameterizedTest
    @ValueSource(strings = {"metrics_nlq.json.gz", "metrics_tacos.json.gz"})
    void recallAndMeanIouAreTheOfficialOnes(String file) {
        JsonNode golden = GoldenFile.read(file);
        Recall recall = new Recall();
        for (int i = 0; i < golden.get("predicted").size(); i++) {
            recall.add(
                    GoldenFile.pairs(golden.get("predicted").get(i)),
                    GoldenFile.pairs(golden.get("truth").get(i)));
        }

        RecallTable table = recall.table();

        assertEquals(golden.get("instances").asInt(), table.queries());
        for (int t = 0; t < Recall.THRESHOLDS.size(); t++) {
            for (int r = 0; r < Recall.RANKS.size(); r++) {
                double expected = golden.get("recall_percent").get(t).get(r).asDouble();
                assertEquals(expected, table.percent(Recall.RANKS.get(r), Recall.THRESHOLDS.get(t)), 1e-9);
            }
        }
        assertEquals(golden.get("mean_iou").asDouble(), table.meanIou(), 1e-9);
    }

    @Test
    void anIouOfExactlyTheThresholdIsNoHit() {
        RecallTable table = tableOf(List.of(new Window(10, 15, 1)), TRUTH);

        assertEquals(0.5, table.meanIou());
        assertEquals(0, table.percent(1, 0.5));
        assertEquals(100, table.percent(1, 0.3));
    }

    @Test
    void aHitCountsFromItsRankOn() {
        Window miss = new Window(50, 60, 1);

        RecallTable table = tableOf(List.of(miss, miss, TRUTH), TRUTH);

        assertEquals(0, table.percent(1, 0.5));
        assertEquals(100, table.percent(5, 0.5));
        assertEquals(0, table.meanIou());
    }

    @Test
    void anyAnnotatedWindowCounts() {
        RecallTable table = tableOf(List.of(new Window(52, 60, 1)), TRUTH, new Window(50, 60, 0));

        assertEquals(100, table.percent(1, 0.5));
        assertEquals(0.8, table.meanIou(), 1e-12);
    }

    @Test
    void windowsAtOneInstantDoNotOverlap() {
        Window instant = new Window(5, 5, 0);

        assertEquals(0, tableOf(List.of(instant), instant).meanIou());
    }

    @Test
    void aQueryWithoutWindowsIsAMiss() {
        Recall recall = new Recall();
        recall.add(List.of(), List.of(TRUTH));
        recall.add(List.of(TRUTH), List.of(TRUTH));

        assertEquals(50, recall.table().percent(1, 0.3));
        assertEquals(0.5, recall.table().meanIou());
    }

    @Test
    void thereIsNoRecallOfNothing() {
        assertThrows(PostprocessException.class, () -> new Recall().table());
        assertThrows(PostprocessException.class, () -> new Recall().add(List.of(TRUTH), List.of()));
    }

    @Test
    void whatIsLookedAtIsThereOnceAndInRange() {
        List<Double> half = List.of(0.5);
        List<Integer> one = List.of(1);
        new Recall(List.of(0.0), one).add(List.of(TRUTH), List.of(TRUTH));
        for (List<Double> thresholds : List.of(List.<Double>of(), List.of(0.5, 0.5), List.of(1.0), List.of(-0.1))) {
            assertThrows(PostprocessException.class, () -> new Recall(thresholds, one), thresholds.toString());
        }
        for (List<Integer> ranks : List.of(List.<Integer>of(), List.of(5, 5), List.of(0))) {
            assertThrows(PostprocessException.class, () -> new Recall(half, ranks), ranks.toString());
        }
    }

    @Test
    void textIsTheOfficialTable() {
        RecallTable table = new RecallTable(
                Recall.THRESHOLDS,
                Recall.RANKS,
                List.of(List.of(33.047, 86.495, 100.0), List.of(0.0, 64.3, 8.125)),
                0.3,
                7);

        // 8.125 is exact in binary: Python rounds it to the even 8.12. 86.495 is a little less than it says.
        assertEquals("""
                +----------+----------+----------+----------+----------+----------+
                |  Rank@1  |  Rank@1  |  Rank@5  |  Rank@5  | Rank@10  | Rank@10  |
                | mIoU@0.3 | mIoU@0.5 | mIoU@0.3 | mIoU@0.5 | mIoU@0.3 | mIoU@0.5 |
                +----------+----------+----------+----------+----------+----------+
                |  33.05   |   0.00   |  86.50   |  64.30   |  100.00  |   8.12   |
                +----------+----------+----------+----------+----------+----------+""", table.toText());
    }

    private static RecallTable tableOf(List<Window> predicted, Window... truth) {
        Recall recall = new Recall();
        recall.add(predicted, List.of(truth));
        return recall.table();
    }
}

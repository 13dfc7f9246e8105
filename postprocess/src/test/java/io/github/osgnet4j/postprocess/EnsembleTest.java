package io.github.osgnet4j.postprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EnsembleTest {

    static Stream<JsonNode> cases() {
        return StreamSupport.stream(
                GoldenFile.read("nms.json.gz").get("ensemble").spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void temporalNmsIsTheOfficialOne(JsonNode golden) {
        List<Window> windows = GoldenFile.windows(golden.get("predictions"));

        for (double threshold : new double[] {0.5, 0.7, 0.9}) {
            List<Window> expected = GoldenFile.windows(golden.get("temporal_nms_" + threshold));
            assertWindows(expected, Ensemble.temporalNms(windows, threshold, 5));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void fiveWindowsAreTheOfficialOnes(JsonNode golden) {
        JsonNode expected = golden.get("post_processing_mr_nms");

        Ensemble.Selection selection = Ensemble.selectFive(GoldenFile.windows(golden.get("predictions")));

        assertEquals(expected.get("not_enough").asBoolean(), selection.notEnough());
        assertWindows(GoldenFile.windows(expected.get("windows")), selection.windows());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void proposalsAreTheOfficialOnes(JsonNode golden) {
        List<Window> windows = new ArrayList<>();
        List<Double> totals = new ArrayList<>();
        for (ClusterProposal proposal : Ensemble.proposals(GoldenFile.windows(golden.get("predictions")))) {
            windows.add(proposal.window());
            totals.add(proposal.totalScore());
        }

        assertWindows(GoldenFile.windows(golden.get("top1_generator")), windows);
        for (int i = 0; i < totals.size(); i++) {
            assertEquals(golden.get("top1_generator").get(i).get(4).asDouble(), totals.get(i), 1e-9);
        }
    }

    @Test
    void ofWindowsWithOneCentreTheLastProposes() {
        List<ClusterProposal> proposals = Ensemble.proposals(List.of(new Window(0, 10, 0.9), new Window(4, 6, 0.2)));

        assertEquals(List.of(new ClusterProposal(new Window(4, 6, 0.2), 0.2)), proposals);
    }

    @Test
    void centresTwoSecondsApartAreTwoClusters() {
        assertEquals(
                2,
                Ensemble.proposals(List.of(new Window(0, 2, 0.5), new Window(2, 4, 0.5)))
                        .size());
        assertEquals(
                1,
                Ensemble.proposals(List.of(new Window(0, 2, 0.5), new Window(1.9, 4, 0.5)))
                        .size());
    }

    @Test
    void modelsThatAgreeLeaveRoomForOtherWindows() {
        List<Window> first = List.of(new Window(0, 10, 0.9), new Window(20, 30, 0.5));
        List<Window> second = List.of(new Window(0.5, 10, 0.8), new Window(40, 50, 0.6));

        Ensemble.Selection merged = Ensemble.merge(List.of(first, second));

        assertEquals(
                List.of(first.get(0), second.get(1), first.get(1)),
                merged.windows().subList(0, 3));
    }

    @Test
    void tooFewWindowsRepeatTheLast() {
        Window only = new Window(3, 4, 0.5);

        Ensemble.Selection merged = Ensemble.merge(List.of(List.of(only), List.of()));

        assertTrue(merged.notEnough());
        assertEquals(List.of(only, only, only, only, only), merged.windows());
    }

    @Test
    void proposalsOfFirstWindowsJoinTheMerge() {
        List<Window> first = List.of(new Window(0, 10, 0.9));
        List<Window> second = List.of(new Window(2, 10, 0.7));

        List<Window> merged =
                Ensemble.mergeWithProposals(List.of(first, second)).windows();

        // Two centres one second apart: the middle (the better of two) is also the best, so their mean is the first.
        assertEquals(new Window(0, 10, 0.9), merged.get(0));
        assertTrue(merged.contains(new Window(2, 10, 0.7)));
    }

    @Test
    void modelsOfEqualWeightAreMergedAsWithoutWeights() {
        List<List<Window>> models = List.of(
                List.of(new Window(0, 10, 0.9), new Window(20, 30, 0.5)),
                List.of(new Window(0.5, 10, 0.8), new Window(40, 50, 0.6)));

        assertEquals(Ensemble.merge(models), Ensemble.merge(models, List.of(3.0, 3.0), EnsembleOptions.defaults()));
        EnsembleOptions official =
                new EnsembleOptions(EnsembleMethod.OFFICIAL, ScoreScale.Unit.RAW, EnsembleOptions.FUSION_IOU);
        assertEquals(Ensemble.mergeWithProposals(models), Ensemble.merge(models, List.of(1.0, 1.0), official));
    }

    @Test
    void aModelOfLessWeightComesLaterAndOneOfNoneNotAtAllUnlessItIsAlone() {
        List<List<Window>> models = List.of(List.of(new Window(0, 10, 0.9)), List.of(new Window(40, 50, 0.8)));

        List<Window> half = Ensemble.merge(models, List.of(1.0, 2.0), EnsembleOptions.defaults())
                .windows();
        assertEquals(List.of(new Window(40, 50, 0.8), new Window(0, 10, 0.45)), half.subList(0, 2));
        List<Window> without = Ensemble.merge(models, List.of(0.0, 2.0), EnsembleOptions.defaults())
                .windows();
        assertTrue(without.stream().allMatch(window -> window.start() == 40), without.toString());
        List<Window> alone = Ensemble.merge(models.subList(0, 1), List.of(0.0), EnsembleOptions.defaults())
                .windows();
        assertEquals(new Window(0, 10, 0.9), alone.get(0));
        assertThrows(
                PostprocessException.class,
                () -> Ensemble.merge(models, List.of(1.0, Double.NaN), EnsembleOptions.defaults()));
    }

    @Test
    void theRecipeLooksAtFourWindowsOfAModel() {
        List<Window> apart = IntStream.range(0, 5)
                .mapToObj(i -> new Window(10 * i, 10 * i + 1, 0.9 - 0.1 * i))
                .toList();

        Ensemble.Selection merged = Ensemble.mergeWithProposals(List.of(apart));

        assertTrue(merged.notEnough());
        assertEquals(apart.subList(0, 4), merged.windows().subList(0, 4));
    }

    @Test
    void theMeanOfFirstWindowsThatAgreeIsProposed() {
        List<List<Window>> models = List.of(
                List.of(new Window(0, 10, 0.5)), List.of(new Window(1.5, 11.5, 0.5)), List.of(new Window(3, 13, 0.5)));
        Window proposal = Ensemble.proposals(
                        models.stream().flatMap(List::stream).toList())
                .get(0)
                .window();

        assertTrue(Ensemble.mergeWithProposals(models).windows().contains(proposal), proposal.toString());
    }

    @Test
    void fiveFusedWindowsAreTheAnswer() {
        List<Window> apart = IntStream.range(0, 6)
                .mapToObj(i -> new Window(10 * i, 10 * i + 1, 1 - i / 8.0))
                .toList();
        EnsembleOptions fused =
                new EnsembleOptions(EnsembleMethod.WBF, ScoreScale.Unit.RAW, EnsembleOptions.FUSION_IOU);

        assertEquals(
                new Ensemble.Selection(apart.subList(0, 5), false),
                Ensemble.merge(List.of(apart), List.of(1.0), fused));
        assertThrows(PostprocessException.class, () -> Ensemble.merge(List.of(apart), List.of(1.0, 1.0), fused));
    }

    @Test
    void nothingToMergeIsRefused() {
        assertThrows(PostprocessException.class, () -> Ensemble.merge(List.of(List.of(), List.of())));
        assertEquals(List.of(), Ensemble.proposals(List.of()));
        assertEquals(List.of(), Ensemble.temporalNms(List.of(), 0.5, 5));
    }

    private static void assertWindows(List<Window> expected, List<Window> actual) {
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(expected.get(i).start(), actual.get(i).start(), 1e-9);
            assertEquals(expected.get(i).end(), actual.get(i).end(), 1e-9);
            assertEquals(expected.get(i).score(), actual.get(i).score(), 1e-9);
        }
    }
}

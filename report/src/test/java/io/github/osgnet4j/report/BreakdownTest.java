package io.github.osgnet4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.osgnet4j.postprocess.Window;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BreakdownTest {

    private static final Window RIGHT = new Window(10, 14, 0.9);
    private static final Window WRONG = new Window(90, 94, 0.9);

    private static List<String> names(Breakdown breakdown) {
        return breakdown.groups().stream()
                .map(group -> group.name() + ": " + group.recall().queries())
                .toList();
    }

    @Test
    void aLengthOnABoundBelongsToTheShorterOnes() {
        List<QueryOutcome> outcomes = List.of(
                Outcomes.of(10, 12),
                Outcomes.of(10, 12.1),
                Outcomes.of(10, 15),
                Outcomes.of(0, 60),
                Outcomes.of(0, 99));
        assertEquals(
                List.of("up to 2 s: 1", "2 to 5 s: 2", "30 to 60 s: 1", "60 to 180 s: 1"),
                names(Breakdown.byLength(outcomes)));
    }

    @Test
    void aPositionIsTheMiddleOfTheWindowEvenBeyondTheClip() {
        List<QueryOutcome> outcomes =
                List.of(Outcomes.of(0, 10), Outcomes.of(10, 30), Outcomes.of(95, 100), Outcomes.of(100, 140));
        assertEquals(List.of("0 to 20 %: 1", "20 to 40 %: 1", "80 to 100 %: 2"), names(Breakdown.byPosition(outcomes)));
    }

    @Test
    void objectsAreCounted() {
        List<QueryOutcome> outcomes = List.of(
                Outcomes.of("nlq", 0, 1, 2),
                Outcomes.of("nlq", 2, 1, 2),
                Outcomes.of("nlq", 3, 1, 2),
                Outcomes.of("nlq", 7, 1, 2));
        assertEquals(List.of("none: 1", "two: 1", "three or more: 2"), names(Breakdown.byObjects(outcomes)));
    }

    @Test
    void theCommonestKindIsFirstAndRareKindsShareAGroup() {
        List<QueryOutcome> outcomes = new ArrayList<>();
        for (int kind = 0; kind < 30; kind++) {
            for (int i = 0; i < 40 - kind; i++) {
                outcomes.add(Outcomes.of("kind " + kind, 0, 1, 2));
            }
        }
        List<String> names = names(Breakdown.byKind(outcomes));
        assertEquals(25, names.size());
        assertEquals("kind 0: 40", names.get(0));
        assertEquals("kind 23: 17", names.get(23));
        assertEquals("all other kinds: " + (16 + 15 + 14 + 13 + 12 + 11), names.get(24));
    }

    @Test
    void recallOfAGroupCountsItsQueriesAlone() {
        List<QueryOutcome> outcomes = List.of(
                Outcomes.of("found", 0, 10, 14, RIGHT),
                Outcomes.of("found", 0, 10, 14, WRONG, RIGHT),
                Outcomes.of("lost", 0, 10, 14, WRONG));
        Breakdown kinds = Breakdown.byKind(outcomes);
        assertEquals(50, kinds.groups().get(0).recall().percent(1, 0.5));
        assertEquals(100, kinds.groups().get(0).recall().percent(5, 0.5));
        assertEquals(0, kinds.groups().get(1).recall().percent(5, 0.3));
    }
}

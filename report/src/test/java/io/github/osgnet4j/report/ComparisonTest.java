package io.github.osgnet4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.ClipVideos;
import io.github.osgnet4j.data.annotation.Label;
import io.github.osgnet4j.data.annotation.Segment;
import io.github.osgnet4j.postprocess.Window;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private static final int CLIPS = 40;
    private static final ClipVideos ALONE = new ClipVideos(Map.of());

    /** A query of a clip, with an answer that overlaps the truth by so many of ten seconds, first or second. */
    private static QueryOutcome outcome(int clip, int index, int overlap, int rank) {
        AnnotatedQuery query = new AnnotatedQuery(
                "a" + clip + "_" + index,
                "Where was <b>" + index + "</b>?",
                100,
                "clip" + clip,
                "nlq",
                List.of(new Segment(10, 20)),
                Collections.nCopies(index, new Label(List.of(1), "pan", 1, "pan")));
        Window right = new Window(10, 10 + overlap, 0.9);
        Window wrong = new Window(60, 70, 0.5);
        return new QueryOutcome(
                query,
                "kind " + index,
                rank == 0 ? List.of(right, wrong) : List.of(wrong, right),
                List.of(new Window(10, 20, 1)));
    }

    private static List<QueryOutcome> model(int firstOverlap, int secondRank) {
        return IntStream.range(0, CLIPS)
                .boxed()
                .flatMap(clip -> List.of(outcome(clip, 0, firstOverlap, 0), outcome(clip, 1, 10, secondRank)).stream())
                .toList();
    }

    private static Comparison compare(List<QueryOutcome> first, List<QueryOutcome> second) {
        return Comparison.of(first, second, ALONE, 200, 0);
    }

    @Test
    void recallsDifferByTheQueriesWonLessThoseLost() {
        // The first query overlaps by 0.4 and by 1.0; the second is found first, then second.
        Comparison comparison = compare(model(4, 0), model(10, 1));

        assertEquals(80, comparison.pairs().size());
        assertEquals(40, comparison.videos());
        assertEquals(
                List.of(
                        "R@1, IoU 0.3",
                        "R@1, IoU 0.5",
                        "R@5, IoU 0.3",
                        "R@5, IoU 0.5",
                        "R@10, IoU 0.3",
                        "R@10, IoU 0.5",
                        "Mean IoU"),
                comparison.recalls().stream().map(Difference::name).toList());
        Difference low = comparison.recalls().get(0);
        assertEquals(-50, low.points(), 1e-9);
        assertEquals(List.of(0, 40), List.of(low.wins(), low.losses()));
        assertTrue(low.isClear());
        Difference high = comparison.recalls().get(1);
        assertEquals(0, high.points(), 1e-9);
        assertEquals(List.of(40, 40), List.of(high.wins(), high.losses()));
        assertFalse(high.isClear(), "as many won as lost in each video");
        assertEquals(50, comparison.recalls().get(3).points(), 1e-9);
        Difference iou = comparison.recalls().get(6);
        assertEquals(70, iou.first(), 1e-9);
        assertEquals(50, iou.second(), 1e-9);
    }

    @Test
    void groupsAreOfTheKindTheLengthAndTheObjects() {
        Comparison comparison = compare(model(4, 0), model(10, 1));

        assertEquals(
                List.of("Kind of question", "Length of the annotated window", "Objects named in the query"),
                comparison.contrasts().stream().map(Comparison.Contrast::by).toList());
        Comparison.Group none = comparison.contrasts().get(2).groups().get(0);
        assertEquals("none", none.name());
        assertEquals(40, none.queries());
        assertEquals(40, none.recalls().get(1).wins());
        Comparison.Group one = comparison.contrasts().get(2).groups().get(1);
        assertEquals(-100, one.recalls().get(1).points(), 1e-9);
        assertEquals(-100, one.recalls().get(1).interval().orElseThrow().high(), 1e-9);
    }

    /** Clips of one video are drawn together: with two videos, one of which only gains, the interval is as wide as can be. */
    @Test
    void theIntervalIsOverVideosAndNotOverQueriesOrClips() {
        List<QueryOutcome> first = IntStream.range(0, CLIPS)
                .mapToObj(clip -> outcome(clip, 0, 10, 1))
                .toList();
        List<QueryOutcome> second = IntStream.range(0, CLIPS)
                .mapToObj(clip -> outcome(clip, 0, 10, clip % 2))
                .toList();
        Map<String, String> videos = IntStream.range(0, CLIPS)
                .boxed()
                .collect(Collectors.toMap(clip -> "clip" + clip, clip -> "video" + clip % 2));

        Difference byVideo = Comparison.of(first, second, new ClipVideos(videos), 500, 0)
                .recalls()
                .get(0);
        Difference byClip =
                Comparison.of(first, second, ALONE, 500, 0).recalls().get(0);

        assertEquals(50, byVideo.points(), 1e-9);
        assertEquals(0, byVideo.interval().orElseThrow().low(), 1e-9);
        assertEquals(100, byVideo.interval().orElseThrow().high(), 1e-9);
        assertTrue(byClip.interval().orElseThrow().low() > 30);
    }

    @Test
    void queriesThatOneModelLacksAreCountedAndLeftOut() {
        List<QueryOutcome> all = model(4, 0);
        Comparison comparison = compare(all.subList(0, 70), all.subList(5, 80));
        assertEquals(65, comparison.pairs().size());
        assertEquals(5, comparison.onlyFirst());
        assertEquals(10, comparison.onlySecond());
        assertThrows(ReportException.class, () -> compare(all.subList(0, 5), all.subList(5, 10)));
    }

    @Test
    void oneVideoHasNoInterval() {
        List<QueryOutcome> one = List.of(outcome(0, 0, 4, 0), outcome(0, 1, 10, 0));
        Comparison comparison = compare(one, one);
        assertEquals(Optional.empty(), comparison.recalls().get(0).interval());
        assertFalse(comparison.recalls().get(0).isClear());
        assertEquals(List.of(), comparison.gained(5));
        assertEquals(List.of(), comparison.lost(5));
    }

    @Test
    void theQueriesThatChangedMostComeFirst() {
        Comparison comparison = compare(model(4, 0), model(10, 1));
        assertEquals(0.6, comparison.gained(1).get(0).change(), 1e-9);
        assertEquals(-1, comparison.lost(1).get(0).change(), 1e-9);
        assertEquals(40, comparison.lost(100).size());
    }

    @Test
    void thePageHasEveryFigureAndTakesHostileTextForText() {
        Comparison comparison = compare(model(4, 0), model(10, 1));
        String page = new ComparisonPage(
                        "<i>a.json", "b.json", comparison, List.of(new Origin("A", "a.json", "abc")), "1", 2)
                .html();
        assertEquals(
                page,
                new ComparisonPage("<i>a.json", "b.json", comparison, List.of(new Origin("A", "a.json", "abc")), "1", 2)
                        .html());
        assertTrue(page.contains(">-50.00<"), "the difference");
        assertTrue(page.contains(">R@1, IoU 0.3<"));
        assertTrue(page.contains("&lt;b&gt;0&lt;/b&gt;"));
        assertFalse(page.contains("<b>"));
        assertFalse(page.contains("<i>"));
        assertFalse(page.contains("<script"));
        assertTrue(page.contains("id=\"groups-3-table-2\""));
    }
}

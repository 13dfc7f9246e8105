package io.github.osgnet4j.report;

import io.github.osgnet4j.postprocess.PairedBootstrap.Interval;
import io.github.osgnet4j.report.Comparison.Contrast;
import io.github.osgnet4j.report.Comparison.Group;
import java.util.ArrayList;
import java.util.List;

/** Two models' answers side by side, as one HTML file that loads nothing and runs nothing. */
public final class ComparisonPage {

    /** What the contrasts are called in the contents. */
    private static final List<String> LINKS = List.of("Kind", "Length", "Objects");

    private final String first;
    private final String second;
    private final Comparison comparison;
    private final List<Origin> origins;
    private final String version;
    private final int examples;

    /**
     * A page.
     *
     * @param first name of the first model's file
     * @param second name of the second's
     * @param origins the files the figures come from
     * @param version of the program
     * @param examples how many of the queries that gain most and of those that lose most are shown
     */
    public ComparisonPage(
            String first, String second, Comparison comparison, List<Origin> origins, String version, int examples) {
        this.first = first;
        this.second = second;
        this.comparison = comparison;
        this.origins = List.copyOf(origins);
        this.version = version;
        this.examples = examples;
    }

    /** The file's text, the same for the same input. */
    public String html() {
        Page page = new Page("Comparison", "A: " + first + ", B: " + second);
        introduce(page);
        recalls(page.section("recall", "Recall", "Recall"));
        for (int i = 0; i < comparison.contrasts().size(); i++) {
            contrast(
                    page,
                    "groups-" + (i + 1),
                    LINKS.get(i),
                    comparison.contrasts().get(i));
        }
        changes(page.section("gained", "Gained", "Largest gains"), comparison.gained(examples));
        changes(page.section("lost", "Lost", "Largest losses"), comparison.lost(examples));
        page.section("provenance", "Provenance", "Provenance")
                .add(Tables.origins(origins))
                .add(Element.of("p", "Written by osgnet " + version + "."));
        return page.html();
    }

    private void introduce(Page page) {
        page.introduce(Element.of(
                "p",
                Figures.count(comparison.pairs().size()) + " queries answered by both, in "
                        + Figures.count(comparison.videos()) + " videos."));
        if (comparison.onlyFirst() + comparison.onlySecond() > 0) {
            page.introduce(Page.note(Figures.count(comparison.onlyFirst()) + " queries are answered only by A, "
                    + Figures.count(comparison.onlySecond()) + " only by B; they are not counted here."));
        }
    }

    private void recalls(Element section) {
        List<Element> rows = comparison.recalls().stream()
                .map(difference -> Tables.row(difference.name(), figures(difference)))
                .toList();
        section.add(Element.of(
                        "p",
                        "If a 95 % interval does not include 0, one model is better. The intervals come from resampling"
                                + " videos, not queries, because queries of one video are not independent. Won: found only by B;"
                                + " lost: only by A."))
                .add(Tables.numbers(
                        "recall-table",
                        "Percent",
                        List.of("", "A", "B", "B - A", "95 % interval", "Won", "Lost"),
                        rows));
    }

    private static List<String> figures(Difference difference) {
        boolean counted = difference.counted();
        return List.of(
                Figures.percent(difference.first()),
                Figures.percent(difference.second()),
                Figures.points(difference.points()),
                interval(difference),
                counted ? Figures.count(difference.wins()) : "",
                counted ? Figures.count(difference.losses()) : "");
    }

    private static String interval(Difference difference) {
        return difference
                .interval()
                .map((Interval i) -> Figures.points(i.low()) + " to " + Figures.points(i.high()))
                .orElse("");
    }

    private static void contrast(Page page, String id, String link, Contrast contrast) {
        String about = "R@1 by " + Figures.lower(contrast.by());
        Element section = page.section(id, link, about);
        int thresholds = contrast.groups().get(0).recalls().size();
        for (int t = 0; t < thresholds; t++) {
            int threshold = t;
            String name = contrast.groups().get(0).recalls().get(t).name();
            List<Element> rows = new ArrayList<>();
            for (Group group : contrast.groups()) {
                List<String> cells = new ArrayList<>();
                cells.add(Figures.count(group.queries()));
                cells.addAll(figures(group.recalls().get(threshold)));
                rows.add(Tables.row(group.name(), cells));
            }
            section.add(Page.plot(
                            "Bars: " + name + " of A and B. The table has the numbers.",
                            theme -> SplitPlots.contrast(theme, contrast, threshold)))
                    .add(Tables.numbers(
                            id + "-table-" + (t + 1),
                            name + ", percent",
                            List.of(contrast.by(), "Queries", "A", "B", "B - A", "95 % interval", "Won", "Lost"),
                            rows));
        }
    }

    private static void changes(Element section, List<OutcomePair> pairs) {
        if (pairs.isEmpty()) {
            section.add(Page.note("There are none."));
            return;
        }
        section.add(Element.of(
                "p", "By the overlap of the first window. Each query is shown twice, with A's windows and with B's."));
        for (OutcomePair pair : pairs) {
            section.add(Element.of("p")
                            .add(Element.of(
                                    "strong",
                                    "IoU " + Figures.iou(pair.first().firstIou()) + " → "
                                            + Figures.iou(pair.second().firstIou()))))
                    .add(Timeline.of(pair.first()))
                    .add(Timeline.windows(pair.second()));
        }
    }
}

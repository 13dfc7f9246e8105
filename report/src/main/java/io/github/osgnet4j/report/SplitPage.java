package io.github.osgnet4j.report;

import io.github.osgnet4j.postprocess.Recall;
import io.github.osgnet4j.postprocess.RecallTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The report on a split as one HTML file that loads nothing and runs nothing but the script of its table of queries. */
public final class SplitPage {

    /** What the breakdowns are called in the contents. */
    private static final List<String> LINKS = List.of("Length", "Position", "Kind", "Objects");

    private final String title;
    private final SplitReport report;
    private final List<Origin> origins;
    private final String version;
    private final int examples;
    private final Optional<ServeLink> serve;

    /**
     * A page.
     *
     * @param title heading, such as the names of challenge and split
     * @param origins the files the figures come from
     * @param version of the program
     * @param examples how many of the best and of the worst queries are shown
     */
    public SplitPage(String title, SplitReport report, List<Origin> origins, String version, int examples) {
        this(title, report, origins, version, examples, Optional.empty());
    }

    /**
     * A page whose queries lead to a running server.
     *
     * @param serve where it shows them, if anywhere
     */
    public SplitPage(
            String title,
            SplitReport report,
            List<Origin> origins,
            String version,
            int examples,
            Optional<ServeLink> serve) {
        this.title = title;
        this.report = report;
        this.origins = List.copyOf(origins);
        this.version = version;
        this.examples = examples;
        this.serve = serve;
    }

    /** The file's text, the same for the same input. */
    public String html() {
        Page page = new Page("Grounding report", title);
        introduce(page);
        if (report.answered()) {
            evaluated(page);
        } else {
            new Unanswered(report, examples, serve).add(page);
        }
        page.allowScript();
        page.section("queries", "Queries", "All queries")
                .add(new QueryTable(report.outcomes(), report.answered(), serve).elements());
        provenance(page.section("provenance", "Provenance", "Provenance"));
        return page.html();
    }

    private void evaluated(Page page) {
        overview(page.section("recall", "Recall", "Recall"));
        new ErrorSection(report.errors()).add(page.section("errors", "Errors", "Kinds of errors"));
        for (int i = 0; i < report.breakdowns().size(); i++) {
            breakdown(
                    page, "groups-" + (i + 1), LINKS.get(i), report.breakdowns().get(i));
        }
        firstIou(page.section("overlap", "Overlap", "Overlap of the first window"));
        calibration(page.section("calibration", "Calibration", "Calibration of the scores"));
        page.section("best", "Best", "Best queries")
                .add(Element.of("p", "Queries whose first window has the largest overlap; ties are ordered by score."))
                .add(timelines(report.best(examples)));
        page.section("worst", "Worst", "Worst queries")
                .add(Element.of("p", "Queries whose first window has the smallest overlap; ties are ordered by score."))
                .add(timelines(report.worst(examples)));
    }

    private List<Element> timelines(List<QueryOutcome> outcomes) {
        return outcomes.stream().map(o -> Timeline.of(o, serve)).toList();
    }

    private void introduce(Page page) {
        int predicted = report.outcomes().size();
        page.introduce(Element.of(
                "p",
                Figures.count(predicted) + " of " + Figures.count(report.annotated())
                        + " annotated queries predicted, in " + Figures.count(report.clips()) + " clips."));
        if (!report.answered()) {
            page.introduce(Page.note("There is no ground truth; the report only shows what was predicted."));
        } else if (predicted < report.annotated()) {
            page.introduce(Page.note("Recall counts only the predicted queries, as the official evaluation does."));
        }
    }

    private void overview(Element section) {
        RecallTable recall = report.recall().orElseThrow();
        List<Element> rows = new ArrayList<>();
        for (double threshold : Recall.THRESHOLDS) {
            rows.add(Tables.row(
                    Double.toString(threshold),
                    Recall.RANKS.stream()
                            .map(rank -> Figures.percent(recall.percent(rank, threshold)))
                            .toList()));
        }
        rows.add(Tables.row(
                "mean",
                Recall.RANKS.stream()
                        .map(rank -> Figures.percent(mean(recall, rank)))
                        .toList()));
        section.add(Element.of("dl")
                        .with("class", "tiles")
                        .add(tile("R@1, IoU 0.3", recall.percent(1, 0.3)))
                        .add(tile("R@1, IoU 0.5", recall.percent(1, 0.5)))
                        .add(tile("R@5, IoU 0.3", recall.percent(5, 0.3)))
                        .add(tile("R@5, IoU 0.5", recall.percent(5, 0.5)))
                        .add(tile("mean R@1", mean(recall, 1)))
                        .add(tile("mean IoU", 100 * recall.meanIou())))
                .add(Tables.numbers(
                        "recall-table",
                        "Recall in percent of " + Figures.count(recall.queries()) + " queries",
                        List.of("IoU above", "R@1", "R@5", "R@10"),
                        rows));
    }

    private static double mean(RecallTable recall, int rank) {
        return Recall.THRESHOLDS.stream()
                .mapToDouble(threshold -> recall.percent(rank, threshold))
                .average()
                .orElseThrow();
    }

    private static Element tile(String name, double percent) {
        return Page.tile(name, Figures.percent(percent), " %");
    }

    private static void breakdown(Page page, String id, String link, Breakdown breakdown) {
        String about = "Recall by " + Figures.lower(breakdown.by());
        List<Element> rows = breakdown.groups().stream()
                .map(group -> Tables.row(group.name(), figures(group.recall())))
                .toList();
        page.section(id, link, about)
                .add(Page.plot(
                        "Bars: " + Figures.lower(about) + ", R@1 at IoU 0.3 and 0.5. The table has the numbers.",
                        theme -> SplitPlots.breakdown(theme, breakdown)))
                .add(Tables.numbers(
                        id + "-table",
                        "Recall in percent",
                        List.of(breakdown.by(), "Queries", "R@1 0.3", "R@1 0.5", "R@5 0.3", "R@5 0.5", "Mean IoU"),
                        rows));
    }

    private static List<String> figures(RecallTable recall) {
        return List.of(
                Figures.count(recall.queries()),
                Figures.percent(recall.percent(1, 0.3)),
                Figures.percent(recall.percent(1, 0.5)),
                Figures.percent(recall.percent(5, 0.3)),
                Figures.percent(recall.percent(5, 0.5)),
                Figures.percent(100 * recall.meanIou()));
    }

    private void firstIou(Element section) {
        List<Integer> counts = report.firstIous();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < counts.size(); i++) {
            texts.add(counts.get(i) + " from " + i / 10.0);
        }
        section.add(Element.of(
                        "p",
                        "Intersection over union of a query's first window with the annotated one. R@1 at IoU"
                                + " 0.5 is the share of queries in the right half."))
                .add(Page.plot(
                        "Bars: number of queries by IoU of the first window. " + String.join(", ", texts) + ".",
                        theme -> SplitPlots.firstIou(theme, report)));
    }

    private void calibration(Element section) {
        if (report.calibration().isEmpty()) {
            section.add(Page.note("The predictions have no scores."));
            return;
        }
        Calibration calibration = report.calibration().get();
        List<Element> rows = calibration.bins().stream()
                .map(bin -> Tables.row(
                        bin.from() + " to " + bin.to(),
                        List.of(
                                Figures.count(bin.windows()),
                                Figures.score(bin.meanScore()),
                                Figures.percent(100 * bin.right().get(0)),
                                Figures.percent(100 * bin.right().get(1)))))
                .toList();
        section.add(Element.of(
                        "p",
                        "If a score were the probability of being right, the points would lie on the diagonal. Expected"
                                + " calibration error: "
                                + Figures.score(calibration.error().get(0)) + " at IoU 0.3, "
                                + Figures.score(calibration.error().get(1)) + " at IoU 0.5."))
                .add(Page.plot(
                        "Lines: share of first windows that are right by mean score, at IoU 0.3 and 0.5, and"
                                + " the diagonal. The table has the numbers.",
                        theme -> SplitPlots.calibration(theme, calibration)))
                .add(Tables.numbers(
                        "calibration-table",
                        "First windows by score",
                        List.of("Score", "Windows", "Mean score", "Right at IoU 0.3, %", "Right at IoU 0.5, %"),
                        rows));
    }

    private void provenance(Element section) {
        section.add(Tables.origins(origins)).add(Element.of("p", "Written by osgnet " + version + "."));
    }
}

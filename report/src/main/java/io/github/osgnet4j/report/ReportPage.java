package io.github.osgnet4j.report;

import io.github.osgnet4j.postprocess.Recall;
import io.github.osgnet4j.postprocess.RecallTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/** A report as one HTML file: style and plots are inside, nothing is loaded and nothing runs. */
public final class ReportPage {

    private static final String POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

    private final String title;
    private final SplitReport report;
    private final List<Origin> origins;
    private final String version;
    private final int examples;

    /**
     * A page.
     *
     * @param title heading, such as the names of challenge and split
     * @param origins the files the figures come from
     * @param version of the program
     * @param examples how many of the best and of the worst queries are shown
     */
    public ReportPage(String title, SplitReport report, List<Origin> origins, String version, int examples) {
        this.title = title;
        this.report = report;
        this.origins = List.copyOf(origins);
        this.version = version;
        this.examples = examples;
    }

    /** The file's text, the same for the same input. */
    public String html() {
        Element head = Element.of("head")
                .add(Element.of("meta").with("charset", "utf-8"))
                .add(Element.of("meta")
                        .with("http-equiv", "Content-Security-Policy")
                        .with("content", POLICY))
                .add(Element.of("meta").with("name", "viewport").with("content", "width=device-width, initial-scale=1"))
                .add(Element.of("meta").with("name", "color-scheme").with("content", "light dark"))
                .add(Element.of("title", title + ": grounding report"))
                .add(Element.style(style()));
        Element main = Element.of("main").add(heading()).add(overview());
        report.breakdowns().forEach(breakdown -> main.add(breakdown(breakdown)));
        main.add(firstIou()).add(calibration()).add(best()).add(worst()).add(provenance());
        Element page = Element.of("html")
                .with("lang", "en")
                .add(head)
                .add(Element.of("body").add(main));
        return "<!DOCTYPE html>\n" + page.html();
    }

    private Element heading() {
        int predicted = report.outcomes().size();
        Element header = Element.of("header")
                .add(Element.of("h1", "Grounding report"))
                .add(Element.of("p").with("class", "subtitle").add(Element.foreign(title)))
                .add(Element.of("p")
                        .text(Figures.count(predicted) + " of " + Figures.count(report.annotated())
                                + " annotated queries predicted, in " + Figures.count(report.clips()) + " clips."));
        if (predicted < report.annotated()) {
            header.add(Element.of("p")
                    .with("class", "note")
                    .text("Recall counts the predicted queries alone, as the official evaluation does."));
        }
        Element contents = Element.of("nav").with("aria-label", "Contents");
        for (String[] entry : List.of(
                new String[] {"recall", "Recall"},
                new String[] {"groups-1", "Length"},
                new String[] {"groups-2", "Position"},
                new String[] {"groups-3", "Kind"},
                new String[] {"groups-4", "Objects"},
                new String[] {"overlap", "Overlap"},
                new String[] {"calibration", "Calibration"},
                new String[] {"best", "Best"},
                new String[] {"worst", "Worst"},
                new String[] {"provenance", "Provenance"})) {
            contents.add(Element.of("a", entry[1]).with("href", "#" + entry[0]));
        }
        return header.add(contents);
    }

    private Element overview() {
        RecallTable recall = report.recall();
        Element table = Tables.of(
                "recall-table",
                "Recall in percent of " + Figures.count(recall.queries()) + " queries",
                List.of("IoU above", "R@1", "R@5", "R@10"));
        Element body = Element.of("tbody");
        for (double threshold : Recall.THRESHOLDS) {
            body.add(Tables.row(
                    Double.toString(threshold),
                    Recall.RANKS.stream()
                            .map(rank -> Figures.percent(recall.percent(rank, threshold)))
                            .toList()));
        }
        body.add(Tables.row(
                "mean",
                Recall.RANKS.stream()
                        .map(rank -> Figures.percent(mean(recall, rank)))
                        .toList()));
        return section("recall", "Recall")
                .add(Element.of("dl")
                        .with("class", "tiles")
                        .add(tile("R@1, IoU 0.3", recall.percent(1, 0.3)))
                        .add(tile("R@1, IoU 0.5", recall.percent(1, 0.5)))
                        .add(tile("R@5, IoU 0.3", recall.percent(5, 0.3)))
                        .add(tile("R@5, IoU 0.5", recall.percent(5, 0.5)))
                        .add(tile("mean R@1", mean(recall, 1)))
                        .add(tile("mean IoU", 100 * recall.meanIou())))
                .add(Tables.scrolling("Table", table.add(body)));
    }

    private static double mean(RecallTable recall, int rank) {
        return Recall.THRESHOLDS.stream()
                .mapToDouble(threshold -> recall.percent(rank, threshold))
                .average()
                .orElseThrow();
    }

    private static Element tile(String name, double percent) {
        return Element.of("div")
                .add(Element.of("dt", name))
                .add(Element.of("dd", Figures.percent(percent)).add(Element.of("small", " %")));
    }

    private Element breakdown(Breakdown breakdown) {
        int number = report.breakdowns().indexOf(breakdown) + 1;
        Element table = Tables.of(
                "groups-" + number + "-table",
                "Recall in percent",
                List.of(breakdown.by(), "Queries", "R@1 0.3", "R@1 0.5", "R@5 0.3", "R@5 0.5", "Mean IoU"));
        Element body = Element.of("tbody");
        for (Breakdown.Group group : breakdown.groups()) {
            RecallTable recall = group.recall();
            body.add(Tables.row(
                    group.name(),
                    List.of(
                            Figures.count(recall.queries()),
                            Figures.percent(recall.percent(1, 0.3)),
                            Figures.percent(recall.percent(1, 0.5)),
                            Figures.percent(recall.percent(5, 0.3)),
                            Figures.percent(recall.percent(5, 0.5)),
                            Figures.percent(100 * recall.meanIou()))));
        }
        String about = "Recall by " + lower(breakdown.by());
        return section("groups-" + number, about)
                .add(plot(
                        "Bars: " + lower(about) + ", R@1 at IoU 0.3 and 0.5. The table has the numbers.",
                        theme -> ReportPlots.breakdown(theme, breakdown)))
                .add(Tables.scrolling("Table", table.add(body)));
    }

    private static String lower(String text) {
        return Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }

    private Element firstIou() {
        List<Integer> counts = report.firstIous();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < counts.size(); i++) {
            texts.add(counts.get(i) + " from " + i / 10.0);
        }
        return section("overlap", "Overlap of the first window")
                .add(
                        Element.of(
                                "p",
                                "Intersection over union of a query's first window with the annotated one. R@1 at IoU 0.5 is the share of the right half."))
                .add(plot(
                        "Bars: number of queries by IoU of the first window. " + String.join(", ", texts) + ".",
                        theme -> ReportPlots.firstIou(theme, report)));
    }

    private Element calibration() {
        Element section = section("calibration", "Calibration of the scores");
        if (report.calibration().isEmpty()) {
            return section.add(
                    Element.of("p", "The predictions have no scores.").with("class", "note"));
        }
        Calibration calibration = report.calibration().get();
        Element table = Tables.of(
                "calibration-table",
                "First windows by score",
                List.of("Score", "Windows", "Mean score", "Right at IoU 0.3, %", "Right at IoU 0.5, %"));
        Element body = Element.of("tbody");
        for (Calibration.Bin bin : calibration.bins()) {
            body.add(Tables.row(
                    bin.from() + " to " + bin.to(),
                    List.of(
                            Figures.count(bin.windows()),
                            Figures.score(bin.meanScore()),
                            Figures.percent(100 * bin.right().get(0)),
                            Figures.percent(100 * bin.right().get(1)))));
        }
        return section.add(Element.of(
                        "p",
                        "If a score were the probability of being right, the points would lie on the diagonal. Expected"
                                + " calibration error: "
                                + Figures.score(calibration.error().get(0)) + " at IoU 0.3, "
                                + Figures.score(calibration.error().get(1)) + " at IoU 0.5."))
                .add(plot(
                        "Lines: share of first windows that are right over their mean score, at IoU 0.3 and 0.5, and the"
                                + " diagonal. The table has the numbers.",
                        theme -> ReportPlots.calibration(theme, calibration)))
                .add(Tables.scrolling("Table", table.add(body)));
    }

    private Element best() {
        return section("best", "Best queries")
                .add(Element.of("p", "The first window overlaps most; of equals, the surer first."))
                .add(report.best(examples).stream().map(Timeline::of).toList());
    }

    private Element worst() {
        return section("worst", "Worst queries")
                .add(Element.of("p", "The first window overlaps least; of equals, the surer first."))
                .add(report.worst(examples).stream().map(Timeline::of).toList());
    }

    private Element provenance() {
        Element table = Tables.of("provenance-table", "Files", List.of("What", "File", "SHA-256"));
        Element body = Element.of("tbody");
        for (Origin origin : origins) {
            body.add(Element.of("tr")
                    .add(Element.of("th", origin.role()).with("scope", "row"))
                    .add(Element.of("td").add(Element.foreign(origin.file())))
                    .add(Element.of("td").add(Element.of("code", origin.sha256()))));
        }
        return section("provenance", "Provenance")
                .add(Tables.scrolling("Table", table.add(body).with("class", "words")))
                .add(Element.of("p", "Written by osgnet " + version + "."));
    }

    private static Element section(String id, String heading) {
        return Element.of("section")
                .with("id", id)
                .with("aria-labelledby", id + "-heading")
                .add(Element.of("h2", heading).with("id", id + "-heading"));
    }

    private static Element plot(String alt, Function<Theme, String> drawing) {
        return Tables.scrolling(
                "Plot",
                Element.of("picture")
                        .add(Element.of("source")
                                .with("media", "screen and (prefers-color-scheme: dark)")
                                .with("srcset", data(drawing.apply(Theme.DARK))))
                        .add(Element.of("img").with("alt", alt).with("src", data(drawing.apply(Theme.LIGHT)))));
    }

    private static String data(String svg) {
        return "data:image/svg+xml;base64," + Base64.getEncoder().encodeToString(svg.getBytes(StandardCharsets.UTF_8));
    }

    private static String style() {
        try (InputStream in = ReportPage.class.getResourceAsStream("report.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ReportException("The report's style cannot be read from the jar", e);
        }
    }
}

package io.github.osgnet4j.report;

import io.github.osgnet4j.postprocess.Recall;
import io.github.osgnet4j.report.Plot.Bars;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** Which plots a report has. */
public final class ReportPlots {

    /** Characters of a label that fit below a bar. */
    private static final int LONGEST_BELOW = 16;

    private ReportPlots() {}

    /** The plots on white, as SVG, by file name. */
    public static Map<String, String> svg(SplitReport report) {
        Map<String, String> files = new LinkedHashMap<>();
        for (Breakdown breakdown : report.breakdowns()) {
            files.put(fileName("recall by " + breakdown.by()), breakdown(Theme.LIGHT, breakdown));
        }
        files.put(fileName("IoU of the first window"), firstIou(Theme.LIGHT, report));
        report.calibration().ifPresent(c -> files.put(fileName("calibration"), calibration(Theme.LIGHT, c)));
        return files;
    }

    private static String fileName(String title) {
        return title.toLowerCase(Locale.ROOT).replace(' ', '-') + ".svg";
    }

    static String breakdown(Theme theme, Breakdown breakdown) {
        List<String> labels =
                breakdown.groups().stream().map(Breakdown.Group::name).toList();
        List<Bars> series = new ArrayList<>();
        for (double threshold : Recall.THRESHOLDS) {
            series.add(new Bars(
                    "R@1, IoU " + threshold,
                    breakdown.groups().stream()
                            .map(group -> group.recall().percent(1, threshold))
                            .toList()));
        }
        boolean sentences = labels.stream().anyMatch(label -> label.length() > LONGEST_BELOW);
        return sentences
                ? Plot.rows(theme, "recall in percent", labels, series)
                : Plot.bars(theme, breakdown.by().toLowerCase(Locale.ROOT), "recall in percent", labels, series, true);
    }

    static String firstIou(Theme theme, SplitReport report) {
        List<Integer> counts = report.firstIous();
        List<String> labels = IntStream.range(0, counts.size())
                .mapToObj(i -> i == 0 ? "0" : "0." + i)
                .map(low -> "≥ " + low)
                .toList();
        return Plot.bars(theme, "IoU", "queries", labels, List.of(new Bars("queries", counts)), false);
    }

    static String calibration(Theme theme, Calibration calibration) {
        return Plot.reliability(
                theme,
                calibration,
                Recall.THRESHOLDS.stream().map(t -> "IoU above " + t).toList());
    }
}

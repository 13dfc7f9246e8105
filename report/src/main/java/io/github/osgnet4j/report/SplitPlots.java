package io.github.osgnet4j.report;

import io.github.osgnet4j.postprocess.Recall;
import io.github.osgnet4j.report.Comparison.Contrast;
import io.github.osgnet4j.report.Curve.Look;
import io.github.osgnet4j.report.Curve.Point;
import io.github.osgnet4j.report.Plot.Bars;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Which plots the report on a split has. */
public final class SplitPlots {

    /** Characters of a label that fit below a bar. */
    private static final int LONGEST_BELOW = 16;

    private SplitPlots() {}

    /** The plots on white, as SVG, by file name. */
    public static Map<String, String> svg(SplitReport report) {
        Map<String, String> files = new LinkedHashMap<>();
        for (Breakdown breakdown : report.breakdowns()) {
            files.put(fileName("recall by " + breakdown.by()), breakdown(Theme.LIGHT, breakdown));
        }
        if (report.answered()) {
            files.put(fileName("kinds of errors"), errors(Theme.LIGHT, report.errors()));
            files.put(fileName("IoU of the first window"), firstIou(Theme.LIGHT, report));
        }
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
        return groups(theme, breakdown.by(), labels, series);
    }

    /** R@1 of two models, at one of the thresholds. */
    static String contrast(Theme theme, Contrast contrast, int threshold) {
        List<Difference> recalls = contrast.groups().stream()
                .map(group -> group.recalls().get(threshold))
                .toList();
        List<Bars> series = List.of(
                new Bars("A", recalls.stream().map(Difference::first).toList()),
                new Bars("B", recalls.stream().map(Difference::second).toList()));
        List<String> labels =
                contrast.groups().stream().map(Comparison.Group::name).toList();
        return groups(theme, contrast.by(), labels, series);
    }

    private static String groups(Theme theme, String by, List<String> labels, List<Bars> series) {
        Axis axis = Axis.percents(series.stream()
                .flatMap(bars -> bars.values().stream())
                .mapToDouble(Number::doubleValue)
                .max()
                .orElse(0));
        boolean sentences = labels.stream().anyMatch(label -> label.length() > LONGEST_BELOW);
        return sentences
                ? Plot.rows(theme, "recall in percent", axis, labels, series)
                : Plot.bars(theme, by.toLowerCase(Locale.ROOT), axis, "recall in percent", labels, series);
    }

    static String firstIou(Theme theme, SplitReport report) {
        List<Integer> counts = report.firstIous();
        List<String> labels = IntStream.range(0, counts.size())
                .mapToObj(i -> i == 0 ? "0" : "0." + i)
                .map(low -> "≥ " + low)
                .toList();
        Axis axis = Axis.counts(counts.stream().mapToInt(count -> count).max().orElse(0));
        return Plot.bars(theme, "IoU", axis, "queries", labels, List.of(new Bars("queries", counts)));
    }

    /** Kinds of errors: the share of each among first windows, and among the first few. */
    static String errors(Theme theme, List<ErrorAnalysis> errors) {
        List<String> labels =
                Arrays.stream(ErrorKind.values()).map(ErrorKind::word).toList();
        List<Bars> series = errors.stream()
                .map(e -> new Bars(
                        (e.ranks() == 1 ? "first window" : "first " + e.ranks() + " windows") + ", IoU "
                                + e.threshold(),
                        Arrays.stream(ErrorKind.values()).map(e::percent).toList()))
                .toList();
        Axis axis = Axis.percents(series.stream()
                .flatMap(bars -> bars.values().stream())
                .mapToDouble(Number::doubleValue)
                .max()
                .orElse(0));
        return Plot.bars(theme, "kind", axis, "windows in percent", labels, series);
    }

    /** How often a number of each query lies in each tenth of its range. */
    static String tenths(Theme theme, String x, List<Integer> counts, double most) {
        Axis range = Axis.counts(counts.stream().mapToInt(c -> c).max().orElse(0));
        List<String> labels = IntStream.range(0, counts.size())
                .mapToObj(i -> "≥ " + rounded(most * i / counts.size()))
                .toList();
        return Plot.bars(theme, x, range, "queries", labels, List.of(new Bars("queries", counts)));
    }

    private static String rounded(double value) {
        BigDecimal digits = new BigDecimal(value).round(new MathContext(3));
        return digits.signum() == 0 ? "0" : digits.stripTrailingZeros().toPlainString();
    }

    /** Share of right windows over mean score, with the diagonal on which scores are probabilities. */
    static String calibration(Theme theme, Calibration calibration) {
        // One range for both, so that the diagonal is one.
        Axis axis = Axis.shares(most(calibration));
        List<Curve> curves = new ArrayList<>();
        curves.add(new Curve("", 0, Look.REFERENCE, List.of(new Point(0, 0), new Point(axis.to(), axis.to()))));
        for (int t = 0; t < Recall.THRESHOLDS.size(); t++) {
            int threshold = t;
            curves.add(new Curve(
                    "IoU above " + Recall.THRESHOLDS.get(t),
                    t,
                    Look.MARKED,
                    calibration.bins().stream()
                            .map(bin -> new Point(bin.meanScore(), bin.right().get(threshold)))
                            .toList()));
        }
        return Plot.curves(theme, "mean score of the first windows", axis, "share that is right", axis, curves);
    }

    private static double most(Calibration calibration) {
        return calibration.bins().stream()
                .flatMap(bin -> Stream.concat(Stream.of(bin.meanScore()), bin.right().stream()))
                .mapToDouble(value -> value)
                .max()
                .orElse(1);
    }
}

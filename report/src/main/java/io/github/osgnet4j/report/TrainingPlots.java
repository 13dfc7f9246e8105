package io.github.osgnet4j.report;

import io.github.osgnet4j.report.Curve.Look;
import io.github.osgnet4j.report.TrainingRun.Measurement;
import java.util.ArrayList;
import java.util.List;

/** Which plots the report on a training run has. All are over the number of steps done. */
final class TrainingPlots {

    private static final int FIRST = 1;
    private static final int SECOND = 2;

    private TrainingPlots() {}

    /** All parts of the loss: thin as they were, thick their running means; and the loss on the validation split. */
    static String loss(Theme theme, TrainingRun run) {
        List<Curve> curves = new ArrayList<>();
        List<Curve> means = new ArrayList<>();
        List<LossPart> parts = LossPart.of(run);
        for (int i = 0; i < parts.size(); i++) {
            curves.add(
                    curve("", FIRST + i, Look.FAINT, run.steps(), parts.get(i).field()));
            means.add(curve(
                    parts.get(i).name(),
                    FIRST + i,
                    Look.LINE,
                    run.steps(),
                    parts.get(i).field()));
        }
        means.forEach(mean -> curves.add(mean.smoothed()));
        if (run.validations().stream().anyMatch(v -> v.has(LossPart.TOTAL.field()))) {
            curves.add(curve("validation", FIRST, Look.DASHED, run.validations(), LossPart.TOTAL.field()));
        }
        return plot(theme, run, "loss", curves);
    }

    /** What was recorded of every step, as it was. */
    static String steps(Theme theme, TrainingRun run, String field, String name) {
        return plot(theme, run, name, List.of(curve(name, FIRST, Look.LINE, run.steps(), field)));
    }

    /** What varies from step to step: thin as it was, thick its running mean. */
    static String means(Theme theme, TrainingRun run, String field, String name) {
        Curve every = curve(name, FIRST, Look.FAINT, run.steps(), field);
        Curve mean = curve(name, FIRST, Look.LINE, run.steps(), field).smoothed();
        return plot(theme, run, name, List.of(every, mean));
    }

    /** R@1 and R@5 at a threshold: the trained weights' dashed, their moving average's solid. */
    static String recall(Theme theme, TrainingRun run, double threshold) {
        List<Curve> curves = new ArrayList<>();
        for (ValidatedWeights weights : ValidatedWeights.values()) {
            curves.add(validated("R@1", FIRST, weights, run, weights.recall(1, threshold)));
            curves.add(validated("R@5", SECOND, weights, run, weights.recall(5, threshold)));
        }
        return plot(theme, run, "recall in percent, IoU " + threshold, curves);
    }

    /** How many of the pairs of queries that should be told apart are not. */
    static String sameWindows(Theme theme, TrainingRun run) {
        List<Curve> curves = new ArrayList<>();
        for (ValidatedWeights weights : ValidatedWeights.values()) {
            curves.add(validated("", FIRST, weights, run, weights.sameWindows()));
        }
        return Plot.curves(theme, "step", axis(run), "share of pairs", Axis.SHARE, thinned(curves));
    }

    private static Curve validated(String name, int colour, ValidatedWeights weights, TrainingRun run, String field) {
        Look look = weights == ValidatedWeights.TRAINED ? Look.DASHED : Look.MARKED;
        String full = name.isEmpty() ? weights.words() : name + ", " + weights.words();
        return curve(full, colour, look, run.validations(), field);
    }

    private static Curve curve(String name, int colour, Look look, List<Measurement> values, String field) {
        return new Curve(
                name,
                colour,
                look,
                values.stream().map(value -> value.point(field)).toList());
    }

    private static String plot(Theme theme, TrainingRun run, String y, List<Curve> curves) {
        Axis up = Axis.around(
                curves.stream().flatMap(curve -> curve.points().stream()).mapToDouble(Curve.Point::y));
        return Plot.curves(theme, "step", axis(run), y, up, thinned(curves));
    }

    private static List<Curve> thinned(List<Curve> curves) {
        return curves.stream().map(Curve::thinned).toList();
    }

    private static Axis axis(TrainingRun run) {
        return Axis.steps(run.done());
    }
}

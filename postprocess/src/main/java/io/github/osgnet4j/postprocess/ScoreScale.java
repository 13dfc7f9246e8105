package io.github.osgnet4j.postprocess;

import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Converts the scores of one model to a unit shared by all models. An overconfident network and an underconfident one
 * may rank equally well, but if their scores are pooled unchanged, the windows of the former displace those of the
 * latter.
 */
public final class ScoreScale {

    /** The units of scores. */
    public enum Unit {
        /** As they are. */
        RAW,
        /**
         * The share of all scores of the model, over all its queries, that are lower, ties by half: from 0 to 1. The order of the
         * windows of a query stays, and so does it which queries the model is surer of.
         */
        QUANTILE,
        /** 1 / rank among the windows of the query: 1, 1/2, 1/3. What a model says of its own certainty is not looked at. */
        RANK
    }

    private final Unit unit;
    private final double[] sorted;

    private ScoreScale(Unit unit, double[] sorted) {
        this.unit = unit;
        this.sorted = sorted;
    }

    /**
     * The scale of a model.
     *
     * @param answers the windows of each of its queries, best first
     */
    public static ScoreScale of(Unit unit, Collection<List<Window>> answers) {
        double[] scores = unit == Unit.QUANTILE
                ? answers.stream()
                        .flatMap(List::stream)
                        .mapToDouble(Window::score)
                        .sorted()
                        .toArray()
                : new double[0];
        return new ScoreScale(unit, scores);
    }

    /**
     * The answers of several models, each converted with its own scale.
     *
     * @param answers [query][model] windows, best first, of as many models for each query
     * @return the same with scores in the unit
     */
    public static List<List<List<Window>>> all(Unit unit, List<List<List<Window>>> answers) {
        int models = answers.isEmpty() ? 0 : answers.get(0).size();
        List<ScoreScale> scales = IntStream.range(0, models)
                .mapToObj(model ->
                        of(unit, answers.stream().map(query -> query.get(model)).toList()))
                .toList();
        return answers.stream()
                .map(query -> IntStream.range(0, models)
                        .mapToObj(model -> scales.get(model).apply(query.get(model)))
                        .toList())
                .toList();
    }

    /** The windows of a query with other scores, in the same order. */
    public List<Window> apply(List<Window> windows) {
        return switch (unit) {
            case RAW -> windows;
            case QUANTILE ->
                windows.stream()
                        .map(window -> with(window, share(window.score())))
                        .toList();
            case RANK ->
                IntStream.range(0, windows.size())
                        .mapToObj(rank -> with(windows.get(rank), 1.0 / (rank + 1)))
                        .toList();
        };
    }

    private static Window with(Window window, double score) {
        return new Window(window.start(), window.end(), score);
    }

    private double share(double score) {
        return (below(score, false) + below(score, true)) / (2.0 * sorted.length);
    }

    /** How many scores are lower, or with {@code equal} not higher. */
    private int below(double score, boolean equal) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < score || equal && sorted[middle] == score) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}

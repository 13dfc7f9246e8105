package io.github.osgnet4j.serve;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.osgnet4j.postprocess.QueryOverlaps;
import io.github.osgnet4j.postprocess.Recall;
import io.github.osgnet4j.postprocess.Window;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The queries of a split column by column, as JSON has them: of every column the n-th value belongs to the n-th query.
 *
 * @param split its name
 * @param answered whether any right answer is known
 * @param thresholds of the IoU that {@code hits} are counted at
 * @param ranks windows that they are counted among
 * @param clips ids
 * @param durations seconds of each clip
 * @param kinds kinds of questions
 * @param queries what is known of them
 * @param predictions of files, then of models
 */
record SplitColumns(
        String split,
        boolean answered,
        List<Double> thresholds,
        List<Integer> ranks,
        List<String> clips,
        List<Double> durations,
        List<String> kinds,
        Queries queries,
        List<Predicted> predictions) {

    private static final List<Integer> RANKS = List.of(1, 5);

    /** Digits after the point of times and of shares. */
    private static final double TIME = 1e3;

    private static final double SHARE = 1e7;

    /**
     * Columns of the annotations.
     *
     * @param clip place among the clips
     * @param kind place among the kinds
     * @param start seconds of the first annotated window; null where it is not known
     */
    record Queries(
            List<Integer> clip,
            List<String> id,
            List<String> text,
            List<Integer> kind,
            List<Optional<Double>> start,
            List<Optional<Double>> end) {}

    /**
     * Columns of predictions, null where there is none.
     *
     * @param model that has answered so far; absent for a file
     * @param count queries that have a prediction
     * @param score of the first window
     * @param iou of the first window
     * @param hits bits from the lowest: for each rank, for each threshold, whether one of so many windows overlaps by more
     */
    record Predicted(
            String name,
            Optional<String> model,
            @JsonProperty("queries") int count,
            List<Optional<Double>> start,
            List<Optional<Double>> end,
            List<Optional<Double>> score,
            List<Optional<Double>> iou,
            List<Optional<Integer>> hits) {}

    static SplitColumns of(SplitPredictions split, List<PredictedWindows> predictions) {
        SplitRows rows = split.rows();
        Map<String, Integer> kinds = kinds(rows);
        return new SplitColumns(
                split.split(),
                answered(rows),
                Recall.THRESHOLDS,
                RANKS,
                rows.clips().stream().map(Clip::id).toList(),
                rows.clips().stream()
                        .map(clip -> rounded(clip.duration(), TIME))
                        .toList(),
                List.copyOf(kinds.keySet()),
                queries(rows, kinds),
                predictions.stream().map(one -> predicted(rows, one)).toList());
    }

    private static boolean answered(SplitRows rows) {
        for (int i = 0; i < rows.size(); i++) {
            if (!rows.get(i).truth().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** The kinds of questions in the order of the rows, each with its place among them. */
    private static Map<String, Integer> kinds(SplitRows rows) {
        Map<String, Integer> places = new LinkedHashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            places.putIfAbsent(rows.get(i).kind(), places.size());
        }
        return places;
    }

    private static Queries queries(SplitRows rows, Map<String, Integer> kinds) {
        Map<String, Integer> clips = new HashMap<>();
        rows.clips().forEach(clip -> clips.put(clip.id(), clips.size()));
        Queries queries = new Queries(
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>());
        for (int i = 0; i < rows.size(); i++) {
            SplitRow row = rows.get(i);
            Optional<Window> right = row.truth().stream().findFirst();
            queries.clip().add(clips.get(row.clip().id()));
            queries.id().add(row.query().queryId());
            queries.text().add(row.query().query());
            queries.kind().add(kinds.get(row.kind()));
            queries.start().add(right.map(window -> rounded(window.start(), TIME)));
            queries.end().add(right.map(window -> rounded(window.end(), TIME)));
        }
        return queries;
    }

    private static Predicted predicted(SplitRows rows, PredictedWindows predictions) {
        List<Optional<Double>> start = new ArrayList<>();
        List<Optional<Double>> end = new ArrayList<>();
        List<Optional<Double>> score = new ArrayList<>();
        List<Optional<Double>> iou = new ArrayList<>();
        List<Optional<Integer>> hits = new ArrayList<>();
        int count = 0;
        for (int i = 0; i < rows.size(); i++) {
            Optional<List<Window>> windows = predictions.windows(i);
            Optional<Window> first = windows.flatMap(found -> found.stream().findFirst());
            List<Window> truth = rows.get(i).truth();
            Optional<QueryOverlaps> overlaps =
                    windows.filter(found -> !truth.isEmpty()).map(found -> QueryOverlaps.of(found, truth));
            count += windows.isPresent() ? 1 : 0;
            start.add(first.map(window -> rounded(window.start(), TIME)));
            end.add(first.map(window -> rounded(window.end(), TIME)));
            score.add(first.map(Window::score).filter(Double::isFinite).map(value -> rounded(value, SHARE)));
            iou.add(overlaps.map(of -> rounded(of.first(), SHARE)));
            hits.add(overlaps.map(SplitColumns::bits));
        }
        return new Predicted(predictions.name(), predictions.model(), count, start, end, score, iou, hits);
    }

    private static int bits(QueryOverlaps overlaps) {
        int bits = 0;
        int bit = 1;
        for (int rank : RANKS) {
            for (double threshold : Recall.THRESHOLDS) {
                bits |= overlaps.hit(rank, threshold) ? bit : 0;
                bit <<= 1;
            }
        }
        return bits;
    }

    /** Rounded to the digits that can be seen. */
    private static double rounded(double value, double unit) {
        return Math.abs(value) < Long.MAX_VALUE / unit ? Math.round(value * unit) / unit : value;
    }
}

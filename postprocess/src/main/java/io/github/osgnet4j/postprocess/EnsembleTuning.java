package io.github.osgnet4j.postprocess;

import static io.github.osgnet4j.postprocess.PostprocessException.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Selects the method, score unit and weights of an ensemble by its recall on queries with known answers, and estimates
 * the gain on other queries by cross-validation.
 *
 * <p>The search starts from equal weights and NMS. In turn it tries every method with every unit and overlap, and for each model several
 * weights, takes what has the highest mean R@1 at IoU 0.3 and 0.5 (of equals the higher mean R@5), and ends when nothing is better. For the
 * cross-validation the videos are dealt into folds: for each, the search sees the queries of all other videos, and its choice answers
 * those of the fold. Queries of one video never stand on both sides.
 */
public final class EnsembleTuning {

    /** What a weight may be beside those of the other models. */
    private static final double[] WEIGHTS = {0, 0.25, 0.5, 1, 2, 4};

    private static final double[] FUSION_IOUS = {0.3, 0.4, 0.5, EnsembleOptions.FUSION_IOU, 0.6, 0.7, 0.8};
    private static final int MOST_ROUNDS = 5;

    private final int models;
    private final List<Query> queries;
    private final int[] videoOf;
    private final List<String> names;
    /** Whether a score is: fusion then needs another unit. */
    private final boolean negative;

    private final Map<ScoreScale.Unit, List<List<List<Window>>>> scaled = new EnumMap<>(ScoreScale.Unit.class);
    private final Map<EnsembleSetting, HitCounts[]> known = new HashMap<>();

    /**
     * A query with a known answer.
     *
     * @param video to which it belongs
     * @param answers windows of each model, best first; an empty list of a model that has no answer
     * @param truth the annotated windows, at least one
     */
    public record Query(String video, List<List<Window>> answers, List<Window> truth) {

        /** Copies the lists. */
        public Query {
            answers = answers.stream().map(List::copyOf).toList();
            truth = List.copyOf(truth);
        }
    }

    /**
     * The effect of tuning on videos it has not seen.
     *
     * @param queries how many the fold has
     * @param before by {@link EnsembleSetting#equal}
     * @param after by the choice of the other folds
     */
    public record Fold(int queries, HitCounts before, HitCounts after) {

        /** Points of mean R@1. */
        public double gain() {
            return after.mean(1) - before.mean(1);
        }
    }

    /**
     * The result.
     *
     * @param setting the choice on all videos; equal weights and NMS if the folds gain nothing
     * @param found recall of that choice on all videos, which it has seen
     * @param folds of videos
     */
    public record Choice(EnsembleSetting setting, HitCounts found, List<Fold> folds) {

        /** Copies the list. */
        public Choice {
            folds = List.copyOf(folds);
        }

        /** Recall of all folds together, each by the choice of the others. */
        public HitCounts heldOut() {
            return folds.stream().map(Fold::after).reduce(HitCounts.none(), HitCounts::plus);
        }

        /** Recall by equal weights and NMS. */
        public HitCounts before() {
            return folds.stream().map(Fold::before).reduce(HitCounts.none(), HitCounts::plus);
        }

        /** Points of mean R@1 that the folds gain together. */
        public double gain() {
            return heldOut().mean(1) - before().mean(1);
        }

        /** Standard deviation of the folds' gains. */
        public double spread() {
            double mean = folds.stream().mapToDouble(Fold::gain).average().orElse(0);
            double squares = folds.stream()
                    .mapToDouble(fold -> (fold.gain() - mean) * (fold.gain() - mean))
                    .sum();
            return folds.size() < 2 ? 0 : Math.sqrt(squares / (folds.size() - 1));
        }
    }

    /**
     * Prepares the search.
     *
     * @param models how many there are
     * @param queries each with an answer list for each model, at least one of which is not empty
     * @throws PostprocessException if there are fewer than two videos
     */
    public EnsembleTuning(int models, List<Query> queries) {
        this.models = models;
        this.queries = List.copyOf(queries);
        this.negative = queries.stream()
                .flatMap(query -> query.answers().stream())
                .flatMap(List::stream)
                .anyMatch(window -> window.score() < 0);
        this.names = queries.stream().map(Query::video).distinct().sorted().toList();
        require(
                names.size() > 1,
                "number of videos",
                names.size(),
                "2 or more, as the cross-validation is over videos");
        Map<String, Integer> index = new HashMap<>();
        names.forEach(name -> index.put(name, index.size()));
        this.videoOf =
                queries.stream().mapToInt(query -> index.get(query.video())).toArray();
    }

    /**
     * Searches.
     *
     * @param folds how many, from 2 to the number of videos
     * @param searched told after each search, of which there are one a fold and one of all videos; the first takes longest
     * @throws PostprocessException if there are fewer folds than 2, or more than videos
     */
    public Choice tune(int folds, Runnable searched) {
        VideoFolds parts = new VideoFolds(names, folds);
        List<Fold> results = new ArrayList<>();
        for (int fold = 0; fold < folds; fold++) {
            int[] unseen = parts.inside(fold);
            HitCounts after = count(search(parts.outside(fold)), unseen);
            searched.run();
            results.add(new Fold(after.queries(), count(EnsembleSetting.equal(models), unseen), after));
        }
        int[] all = IntStream.range(0, names.size()).toArray();
        EnsembleSetting equal = EnsembleSetting.equal(models);
        EnsembleSetting found = search(all);
        searched.run();
        Choice choice = new Choice(found, count(found, all), results);
        return choice.gain() > 0 ? choice : new Choice(equal, count(equal, all), results);
    }

    /** The recall of one model's own windows, in their own order. */
    public HitCounts alone(int model) {
        return queries.stream()
                .map(query -> QueryOverlaps.of(query.answers().get(model), query.truth()))
                .map(HitCounts::of)
                .reduce(HitCounts.none(), HitCounts::plus);
    }

    private EnsembleSetting search(int[] seen) {
        EnsembleSetting best = EnsembleSetting.equal(models);
        for (int round = 0; round < MOST_ROUNDS; round++) {
            EnsembleSetting before = best;
            best = best(best, methods(best), seen);
            for (int model = 0; model < models && models > 1; model++) {
                best = best(best, weights(best, model), seen);
            }
            if (best.equals(before)) {
                break;
            }
        }
        return best;
    }

    private List<EnsembleSetting> methods(EnsembleSetting setting) {
        List<EnsembleSetting> all = new ArrayList<>();
        for (ScoreScale.Unit unit : ScoreScale.Unit.values()) {
            for (EnsembleMethod method : EnsembleMethod.values()) {
                if (negative && method == EnsembleMethod.WBF && unit == ScoreScale.Unit.RAW) {
                    continue;
                }
                double[] ious = method == EnsembleMethod.WBF ? FUSION_IOUS : new double[] {EnsembleOptions.FUSION_IOU};
                for (double iou : ious) {
                    all.add(setting.with(new EnsembleOptions(method, unit, iou)));
                }
            }
        }
        return all;
    }

    private static List<EnsembleSetting> weights(EnsembleSetting setting, int model) {
        List<EnsembleSetting> all = new ArrayList<>();
        for (double weight : WEIGHTS) {
            EnsembleSetting other = setting.with(model, weight);
            if (other.weights().stream().anyMatch(w -> w > 0)) {
                all.add(other);
            }
        }
        return all;
    }

    private EnsembleSetting best(EnsembleSetting first, List<EnsembleSetting> others, int[] seen) {
        EnsembleSetting best = first;
        HitCounts most = count(first, seen);
        for (EnsembleSetting other : others) {
            HitCounts found = count(other, seen);
            if (found.beats(most)) {
                best = other;
                most = found;
            }
        }
        return best;
    }

    private HitCounts count(EnsembleSetting setting, int[] wanted) {
        HitCounts[] byVideo = known.computeIfAbsent(setting, this::byVideo);
        HitCounts sum = HitCounts.none();
        for (int video : wanted) {
            sum = sum.plus(byVideo[video]);
        }
        return sum;
    }

    private HitCounts[] byVideo(EnsembleSetting setting) {
        List<List<List<Window>>> answers = scaled.computeIfAbsent(
                setting.options().scores(),
                unit -> ScoreScale.all(
                        unit, queries.stream().map(Query::answers).toList()));
        List<HitCounts> each = IntStream.range(0, queries.size())
                .parallel()
                .mapToObj(i -> QueryOverlaps.of(
                        setting.merge(answers.get(i)).windows(), queries.get(i).truth()))
                .map(HitCounts::of)
                .toList();
        HitCounts[] sums = new HitCounts[names.size()];
        Arrays.fill(sums, HitCounts.none());
        for (int i = 0; i < queries.size(); i++) {
            sums[videoOf[i]] = sums[videoOf[i]].plus(each.get(i));
        }
        return sums;
    }
}

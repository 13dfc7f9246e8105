package io.github.osgnet4j.postprocess;

import static io.github.osgnet4j.postprocess.PostprocessException.require;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Merges the windows that several models found for one query, in seconds, into the five that a challenge requires
 * ({@code ensemble.py} of the official code).
 */
public final class Ensemble {

    /** Windows of a challenge submission. */
    public static final int WINDOWS = 5;

    private static final double[] RELAXING_THRESHOLDS = {0.5, 0.7, 0.9};
    private static final int WINDOWS_OF_A_MODEL = 4;

    private Ensemble() {}

    /**
     * Exactly five windows.
     *
     * @param windows in the order in which they were chosen: best first for each threshold
     * @param notEnough whether the last of them is repeated because there were fewer than five
     */
    public record Selection(List<Window> windows, boolean notEnough) {

        /** Copies the list. */
        public Selection {
            windows = List.copyOf(windows);
        }
    }

    /**
     * Merges the answers of several models: pools all their windows and applies {@link #selectFive}. The official
     * repository has these functions but no script that combines them; this is the simplest way, and the models' scores
     * must be comparable.
     *
     * @param models windows of each model for the same query
     * @throws PostprocessException if no model has a window
     */
    public static Selection merge(List<List<Window>> models) {
        return selectFive(models.stream().flatMap(List::stream).toList());
    }

    /**
     * Merges the answers of several models with weights. Scores are multiplied by the model's weight, divided by the
     * highest: those of equal models stay as they are. Models of weight 0 are ignored, unless there are no others.
     *
     * @param models windows of each model for the same query, best first; their scores are in one unit ({@link ScoreScale})
     * @param weights of the same models, 0 or more
     * @throws PostprocessException if no model has a window, or a weight is missing, negative or not finite, or
     *     windows with negative scores are to be fused
     */
    public static Selection merge(List<List<Window>> models, List<Double> weights, EnsembleOptions options) {
        require(weights.size() == models.size(), "number of weights", weights.size(), "one a model, " + models.size());
        weights.forEach(weight -> require(weight >= 0 && Double.isFinite(weight), "weight", weight, "a number from 0"));
        double highest = weights.stream().mapToDouble(weight -> weight).max().orElse(0);
        List<List<Window>> asked = new ArrayList<>();
        List<Double> counted = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            if (weights.get(i) > 0 || highest == 0) {
                asked.add(models.get(i));
                counted.add(highest == 0 ? 1 : weights.get(i) / highest);
            }
        }
        return switch (options.method()) {
            case NMS -> merge(weighted(asked, counted));
            case OFFICIAL -> mergeWithProposals(weighted(asked, counted));
            case WBF -> filledUp(WindowFusion.fuse(asked, counted, options.fusionIou()), weighted(asked, counted));
        };
    }

    private static List<List<Window>> weighted(List<List<Window>> models, List<Double> weights) {
        List<List<Window>> weighted = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            double weight = weights.get(i);
            weighted.add(models.get(i).stream()
                    .map(window -> new Window(window.start(), window.end(), weight * window.score()))
                    .toList());
        }
        return weighted;
    }

    /** The best five; where fusion left fewer, those that NMS would have picked follow, with no more score than the last. */
    private static Selection filledUp(List<Window> fused, List<List<Window>> models) {
        List<Window> selected = new ArrayList<>(fused.subList(0, Math.min(WINDOWS, fused.size())));
        if (selected.size() == WINDOWS) {
            return new Selection(selected, false);
        }
        Selection others = merge(models);
        double least = selected.get(selected.size() - 1).score();
        for (Window window : others.windows()) {
            boolean other = selected.stream().noneMatch(s -> s.start() == window.start() && s.end() == window.end());
            if (other && selected.size() < WINDOWS) {
                selected.add(new Window(window.start(), window.end(), Math.min(least, window.score())));
            }
        }
        boolean notEnough = selected.size() < WINDOWS;
        while (selected.size() < WINDOWS) {
            selected.add(selected.get(selected.size() - 1));
        }
        return new Selection(selected, notEnough);
    }

    /**
     * Merges the answers of several models with the recipe of GroundNLQ, the origin of the official functions: common
     * windows are proposed from the first windows of all models ({@link #proposals}); these join the first four windows
     * of each model in {@link #selectFive}.
     *
     * @param models windows of each model for the same query, best first
     * @throws PostprocessException if no model has a window
     */
    public static Selection mergeWithProposals(List<List<Window>> models) {
        List<Window> firsts =
                models.stream().flatMap(windows -> windows.stream().limit(1)).toList();
        List<Window> all = new ArrayList<>();
        models.forEach(windows -> all.addAll(windows.subList(0, Math.min(WINDOWS_OF_A_MODEL, windows.size()))));
        proposals(firsts).forEach(proposal -> all.add(proposal.window()));
        return selectFive(all);
    }

    /**
     * Greedy NMS: best first, equal scores in their order, whatever overlaps a kept window by more than the threshold
     * is dropped ({@code temporal_nms}).
     *
     * @param threshold IoU, 0 to 1
     * @param count how many at most
     */
    public static List<Window> temporalNms(List<Window> windows, double threshold, int count) {
        List<Window> kept = new ArrayList<>();
        for (Window window : byScore(windows)) {
            if (kept.size() == count) {
                break;
            }
            if (kept.stream().noneMatch(other -> TemporalIou.of(other, window) > threshold)) {
                kept.add(window);
            }
        }
        return List.copyOf(kept);
    }

    /**
     * Five windows by {@link #temporalNms} at IoU 0.5; if there are fewer, more at 0.7 and then at 0.9; finally the
     * last is repeated ({@code post_processing_mr_nms}).
     *
     * @throws PostprocessException if there is no window
     */
    public static Selection selectFive(List<Window> windows) {
        require(!windows.isEmpty(), "number of windows", 0, "1 or more");
        List<Window> selected = new ArrayList<>();
        for (double threshold : RELAXING_THRESHOLDS) {
            List<Window> further = temporalNms(windows, threshold, WINDOWS).stream()
                    .filter(window -> !selected.contains(window))
                    .toList();
            selected.addAll(further);
            if (selected.size() >= WINDOWS) {
                return new Selection(selected.subList(0, WINDOWS), false);
            }
        }
        Window last = selected.get(selected.size() - 1);
        while (selected.size() < WINDOWS) {
            selected.add(last);
        }
        return new Selection(selected, true);
    }

    /**
     * Windows clustered by their centres, and a proposal from each cluster, highest total score first ({@code
     * top1_generator}). Centres less than two seconds apart are neighbours in a cluster.
     *
     * @return empty if there are no windows
     */
    public static List<ClusterProposal> proposals(List<Window> windows) {
        return CentreClusters.proposals(windows);
    }

    private static List<Window> byScore(List<Window> windows) {
        return windows.stream()
                .sorted(Comparator.comparingDouble(Window::score).reversed())
                .toList();
    }
}

package io.github.osgnet4j.postprocess;

import static io.github.osgnet4j.postprocess.PostprocessException.require;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Weighted boxes fusion (Solovyev, Wang, Gabruseva: Weighted boxes fusion: ensembling boxes from different object detection models,
 * Image and Vision Computing 107, 2021) along the one axis of time.
 *
 * <p>Windows {@code i} of all models, with scores {@code c_i = w_m s_i} for the weight {@code w_m} of their model, are
 * gone through from the highest score to the lowest. Each joins the cluster whose fused window it overlaps most, if
 * that IoU is above the threshold, otherwise it starts a new one. The fused window of a cluster of {@code T} windows is
 *
 * <pre>
 *   start = sum_i c_i start_i / sum_i c_i
 *   end   = sum_i c_i end_i / sum_i c_i
 *   score = (sum_i c_i / T) * min(T, N) / sum_m w_m
 * </pre>
 *
 * for {@code N} models: the mean score, reduced if few of the models agree. Unlike in NMS, a window that overlaps a
 * better one is not dropped but moves it.
 */
final class WindowFusion {

    private static final int MOST_EXPONENT = 500;

    private final double threshold;
    private final List<Cluster> clusters = new ArrayList<>();

    private WindowFusion(double threshold) {
        this.threshold = threshold;
    }

    /**
     * The fused windows, highest score first, equal ones in the order in which their clusters were founded.
     *
     * @param models windows of each model, scores 0 or more
     * @param weights of the models, more than 0
     * @param threshold IoU from 0 to 1
     * @throws PostprocessException if a score is negative
     */
    static List<Window> fuse(List<List<Window>> models, List<Double> weights, double threshold) {
        double scale = scale(models);
        List<Window> all = new ArrayList<>();
        double total = 0;
        for (int i = 0; i < models.size(); i++) {
            double weight = weights.get(i);
            total += weight;
            models.get(i)
                    .forEach(window ->
                            all.add(new Window(window.start(), window.end(), weight * (window.score() * scale))));
        }
        WindowFusion fusion = new WindowFusion(threshold);
        all.stream()
                .sorted(Comparator.comparingDouble(Window::score).reversed())
                .forEach(fusion::add);
        double weightOfAll = total;
        return fusion.clusters.stream()
                .map(cluster -> cluster.window(models.size(), weightOfAll, scale))
                .sorted(Comparator.comparingDouble(Window::score).reversed())
                .toList();
    }

    /** 1, or where scores are so high that their sums may overflow the power of two that brings them to 1 or less. */
    private static double scale(List<List<Window>> models) {
        double highest = 0;
        for (List<Window> windows : models) {
            for (Window window : windows) {
                require(window.score() >= 0, "score", window.score(), "0 or more, as windows are weighted by it");
                highest = Math.max(highest, window.score());
            }
        }
        int exponent = Math.getExponent(highest);
        return exponent > MOST_EXPONENT ? Math.scalb(1.0, -exponent - 1) : 1;
    }

    private void add(Window window) {
        Cluster nearest = null;
        double most = threshold;
        for (Cluster cluster : clusters) {
            double overlap = TemporalIou.of(cluster.place, window);
            if (overlap > most) {
                most = overlap;
                nearest = cluster;
            }
        }
        if (nearest == null) {
            clusters.add(new Cluster(window));
        } else {
            nearest.add(window);
        }
    }

    /** Windows of one moment. */
    private static final class Cluster {

        private double scores;
        private double starts;
        private double ends;
        private int size;
        /** The fused window; its score is not used. */
        private Window place;

        Cluster(Window first) {
            add(first);
            // Of the first window alone the division would change the last digit.
            place = first;
        }

        void add(Window window) {
            scores += window.score();
            starts += window.score() * window.start();
            ends += window.score() * window.end();
            size++;
            // Windows without any score, or of endless seconds, have no weighted mean: the first stays.
            if (scores > 0 && Double.isFinite(starts) && Double.isFinite(ends)) {
                place = new Window(starts / scores, ends / scores, 0);
            }
        }

        Window window(int models, double weights, double scale) {
            double score = Math.min(Double.MAX_VALUE, scores / size * Math.min(size, models) / weights / scale);
            return new Window(place.start(), place.end(), score);
        }
    }
}

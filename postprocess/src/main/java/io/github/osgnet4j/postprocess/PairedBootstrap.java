package io.github.osgnet4j.postprocess;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * Confidence interval of the mean difference between two models, by a paired bootstrap: all clusters are resampled with
 * replacement, keeping both models' answers to a query together, and the difference is computed again; the interval
 * lies between the 2.5th and the 97.5th percentile of many such differences.
 *
 * <p>Queries of one video are not independent: they share its scenes, its light, and often each other's answers. Drawn one by one they would
 * make intervals that are too narrow; so the clusters are the videos.
 */
public final class PairedBootstrap {

    private static final double TAIL = 0.025;

    private final int clusters;
    private final int resamples;
    private final long seed;

    /**
     * A bootstrap with a fixed seed, so that the same numbers give the same intervals.
     *
     * @param clusters how many there are, 1 or more
     * @param resamples how often they are drawn, 100 or more
     */
    public PairedBootstrap(int clusters, int resamples, long seed) {
        PostprocessException.require(clusters > 0, "number of clusters", clusters, "1 or more");
        PostprocessException.require(resamples >= 100, "number of resamples", resamples, "100 or more");
        this.clusters = clusters;
        this.resamples = resamples;
        this.seed = seed;
    }

    /**
     * A 95 % interval of the difference.
     *
     * @param low in the unit of the differences
     * @param high same unit
     */
    public record Interval(double low, double high) {

        /** Whether the interval excludes 0, so that one of the models is better. */
        public boolean excludesZero() {
            return low > 0 || high < 0;
        }
    }

    /**
     * The interval of the mean difference of all queries.
     *
     * @param sums of each cluster, the sum of its queries' differences
     * @param counts of each cluster, how many queries it has; 0 where none of them belongs to the group in question
     * @return nothing if fewer than two clusters have queries: there is then nothing to draw from
     * @throws PostprocessException if the arrays are not as long as there are clusters
     */
    public Optional<Interval> interval(double[] sums, int[] counts) {
        PostprocessException.require(sums.length == clusters, "number of sums", sums.length, clusters + "");
        PostprocessException.require(counts.length == clusters, "number of counts", counts.length, clusters + "");
        if (Arrays.stream(counts).filter(count -> count > 0).count() < 2) {
            return Optional.empty();
        }
        SplittableRandom random = new SplittableRandom(seed);
        double[] means = new double[resamples];
        int drawn = 0;
        for (int r = 0; r < resamples; r++) {
            OptionalDouble mean = resample(sums, counts, random);
            if (mean.isPresent()) {
                means[drawn++] = mean.getAsDouble();
            }
        }
        double[] sorted = Arrays.stream(means, 0, drawn).sorted().toArray();
        return Optional.of(new Interval(quantile(sorted, TAIL), quantile(sorted, 1 - TAIL)));
    }

    /** Nothing where no cluster was drawn that has queries. */
    private OptionalDouble resample(double[] sums, int[] counts, SplittableRandom random) {
        double sum = 0;
        long count = 0;
        for (int i = 0; i < clusters; i++) {
            int cluster = random.nextInt(clusters);
            sum += sums[cluster];
            count += counts[cluster];
        }
        return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / count);
    }

    private static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}

package io.github.osgnet4j.postprocess;

import static io.github.osgnet4j.postprocess.PostprocessException.require;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Chooses {@link SequenceOptions} on videos whose answers are known, and says by cross-validation what that is worth: for
 * each fold the options are chosen on all other videos and judged on its own. Not for several threads.
 *
 * <p>From the defaults on, one option after the other is tried at a few other values, for as long as one of them finds
 * more: first windows that are right at either threshold of {@link SequenceHits}, and, counting a fifth, one right window
 * among the first five.
 */
public final class SequenceTuner {

    private static final int MOST_ROUNDS = 2;

    /** A value that finds fewer more than this share of the steps is no better: it would be chance. */
    private static final double LEAST_GAIN = 0.0005;

    /** More than tuning can tell apart, and few enough to be written down. */
    private static final MathContext DIGITS = new MathContext(3);

    private final List<TunedVideo> videos;
    private final int folds;
    private final Runnable progress;
    private final Map<SequenceOptions, List<SequenceHits>> known = new HashMap<>();

    /**
     * A video with its answers.
     *
     * @param steps windows of each step, in order
     * @param truth annotated windows of each step, of which any counts
     */
    public record Video(List<List<Window>> steps, List<List<Window>> truth) {

        /**
         * Copies the lists.
         *
         * @throws PostprocessException if there is no step, or the lists differ in length
         */
        public Video {
            require(!steps.isEmpty(), "number of steps", 0, "1 or more");
            require(truth.size() == steps.size(), "steps with annotated windows", truth.size(), "" + steps.size());
            steps = steps.stream().map(List::copyOf).toList();
            truth = truth.stream().map(List::copyOf).toList();
        }
    }

    /**
     * What one fold gained by options that were chosen without it.
     *
     * @param videos in the fold
     * @param options chosen on the others
     * @param before as the windows came
     * @param usual with the defaults
     * @param tuned with the options
     */
    public record Fold(
            int videos, SequenceOptions options, SequenceHits before, SequenceHits usual, SequenceHits tuned) {}

    /**
     * The outcome.
     *
     * @param folds the cross-validation
     * @param options chosen on all videos
     */
    public record Tuning(List<Fold> folds, SequenceOptions options) {

        /** Copies the list. */
        public Tuning {
            folds = List.copyOf(folds);
        }
    }

    /** An option and the values to try. */
    private interface Dial {
        List<SequenceOptions> around(SequenceOptions options);
    }

    private static final List<Dial> DIALS = List.of(
            o -> scaled(o.scoreWeight(), v -> o.toBuilder().scoreWeight(v).build()),
            o -> scaled(o.laterCost(), v -> o.toBuilder().laterCost(v).build()),
            o -> scaled(o.gapWeight(), v -> o.toBuilder().gapWeight(v).build()),
            o -> scaled(o.gapScale(), v -> o.toBuilder().gapScale(v).build()),
            o -> scaled(o.overlapWeight(), v -> o.toBuilder().overlapWeight(v).build()),
            o -> scaled(o.partSeconds(), v -> o.toBuilder().partSeconds(v).build()),
            o -> scaled(o.backWeight(), v -> o.toBuilder().backWeight(v).build()),
            o -> scaled(o.backCap(), v -> o.toBuilder().backCap(v).build()),
            o -> IntStream.of(0, 1, 2, 4)
                    .mapToObj(v -> o.toBuilder().maxSkipped(v).build())
                    .toList(),
            o -> IntStream.of(10, 25, 40, 60)
                    .mapToObj(v -> o.toBuilder().skipPercentile(v).build())
                    .toList());

    /** Makes options of a value. */
    private interface Setting {
        SequenceOptions of(double value);
    }

    /**
     * A tuner.
     *
     * @param folds of the cross-validation, 2 or more; no more than videos
     * @param progress told of each set of options that is tried
     * @throws PostprocessException if there are fewer videos than folds
     */
    public SequenceTuner(List<Video> videos, int folds, Runnable progress) {
        require(folds >= 2, "folds", folds, "2 or more");
        require(videos.size() >= folds, "number of videos", videos.size(), folds + " or more, one a fold");
        this.videos = videos.stream().map(TunedVideo::new).toList();
        this.folds = folds;
        this.progress = progress;
    }

    private static List<SequenceOptions> scaled(double value, Setting setting) {
        return DoubleStream.of(0.5, 0.7, 1.4, 2)
                .map(factor -> new BigDecimal(value * factor).round(DIGITS).doubleValue())
                .mapToObj(setting::of)
                .toList();
    }

    /** Runs the cross-validation, then chooses on all videos. */
    public Tuning tune() {
        List<Fold> results = new ArrayList<>();
        List<SequenceHits> before = videos.stream().map(TunedVideo::unordered).toList();
        for (int fold = 0; fold < folds; fold++) {
            int own = fold;
            int[] inside = IntStream.range(0, videos.size())
                    .filter(v -> v % folds == own)
                    .toArray();
            int[] outside = IntStream.range(0, videos.size())
                    .filter(v -> v % folds != own)
                    .toArray();
            SequenceOptions options = best(outside);
            results.add(new Fold(
                    inside.length,
                    options,
                    sum(before, inside),
                    sum(hits(SequenceOptions.defaults()), inside),
                    sum(hits(options), inside)));
        }
        return new Tuning(results, best(IntStream.range(0, videos.size()).toArray()));
    }

    private SequenceOptions best(int[] chosen) {
        SequenceOptions best = SequenceOptions.defaults();
        SequenceHits most = sum(hits(best), chosen);
        for (int round = 0; round < MOST_ROUNDS; round++) {
            SequenceOptions before = best;
            for (Dial dial : DIALS) {
                for (SequenceOptions candidate : dial.around(best)) {
                    SequenceHits found = sum(hits(candidate), chosen);
                    if (found.merit() > most.merit() + LEAST_GAIN * most.steps()) {
                        best = candidate;
                        most = found;
                    }
                }
            }
            if (best.equals(before)) {
                break;
            }
        }
        return best;
    }

    /** What options find in each video. */
    private List<SequenceHits> hits(SequenceOptions options) {
        return known.computeIfAbsent(options, o -> {
            progress.run();
            SequenceDecoder decoder = new SequenceDecoder(o);
            return videos.parallelStream().map(video -> video.ordered(decoder)).toList();
        });
    }

    private static SequenceHits sum(List<SequenceHits> hits, int[] chosen) {
        return IntStream.of(chosen).mapToObj(hits::get).reduce(SequenceHits.NONE, SequenceHits::plus);
    }
}

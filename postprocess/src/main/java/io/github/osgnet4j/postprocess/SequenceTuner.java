package io.github.osgnet4j.postprocess;

import static io.github.osgnet4j.postprocess.PostprocessException.require;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apiguardian.api.API;

/**
 * Selects {@link SequenceOptions} on videos with known answers, and estimates their benefit by cross-validation: for
 * each fold the options are chosen on all other videos and evaluated on its own. All sequences of a video are in one
 * fold. Not thread-safe.
 *
 * <p>Starting from the defaults, one option after the other is tried at a few other values, as long as one of them
 * finds more: first windows that are right at either threshold of {@link HitCounts}, and, counting a fifth, one right
 * window among the first five. A value is rejected if, at either threshold, fewer steps have a right window among the
 * first five than in the original order; if that is true of the defaults, the value that loses the fewest is taken. The
 * back tolerance, the gap cap and the seconds of a skipped step keep their default values.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class SequenceTuner {

    private static final int MOST_ROUNDS = 2;

    /** A value that finds fewer more than this share of the steps is no better: it would be chance. */
    private static final double LEAST_GAIN = 0.0005;

    private static final double OF_FIVE = 0.2;

    /** More than tuning can tell apart, and few enough to be written down. */
    private static final MathContext DIGITS = new MathContext(3);

    private final List<TunedVideo> videos;
    private final List<HitCounts> before;
    private final List<String> names;
    private final VideoFolds parts;
    private final int folds;
    private final Runnable progress;
    private final Map<SequenceOptions, List<HitCounts>> known = new HashMap<>();

    /**
     * A sequence of steps with its answers.
     *
     * @param name of the video, which may have several
     * @param steps windows of each step, in order
     * @param truth annotated windows of each step, at least one, of which any counts
     */
    public record Video(String name, List<List<Window>> steps, List<List<Window>> truth) {

        /**
         * Copies the lists.
         *
         * @throws PostprocessException if there is no step, the lists differ in length, or a step has no annotated window
         */
        public Video {
            require(!steps.isEmpty(), "number of steps", 0, "1 or more");
            int answered = (int) truth.stream().filter(t -> !t.isEmpty()).count();
            require(truth.size() == steps.size(), "steps with annotated windows", truth.size(), "" + steps.size());
            require(answered == steps.size(), "steps with annotated windows", answered, "" + steps.size());
            steps = steps.stream().map(List::copyOf).toList();
            truth = truth.stream().map(List::copyOf).toList();
        }
    }

    /**
     * The effect on one fold of options that were chosen without it.
     *
     * @param videos in the fold
     * @param options chosen on the others; none if all that were tried lose right windows of the first five there
     * @param before as the windows came
     * @param usual with the defaults
     * @param tuned with the options, as the windows came without any
     */
    public record Fold(
            int videos, Optional<SequenceOptions> options, HitCounts before, HitCounts usual, HitCounts tuned) {}

    /**
     * The outcome.
     *
     * @param folds the cross-validation
     * @param options chosen on all videos; the defaults if what is chosen gains nothing over them in the folds together, or
     *     finds fewer steps in five windows there than they do. None if the defaults find fewer in five windows than there
     *     are as the windows came, and so does what is chosen, or gains nothing: then let the windows stay in their order
     */
    public record Tuning(List<Fold> folds, Optional<SequenceOptions> options) {

        /** Copies the list. */
        public Tuning {
            folds = List.copyOf(folds);
        }

        /** What all folds find together, such as {@code all(Fold::tuned)}. */
        public HitCounts all(Function<Fold, HitCounts> of) {
            return folds.stream().map(of).reduce(HitCounts.none(), HitCounts::plus);
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
        this.names = videos.stream().map(Video::name).toList();
        this.parts = new VideoFolds(names, folds);
        this.videos = videos.stream().map(TunedVideo::new).toList();
        this.before = this.videos.stream().map(TunedVideo::unordered).toList();
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
        for (int fold = 0; fold < folds; fold++) {
            int[] inside = parts.inside(fold);
            Optional<SequenceOptions> options = best(parts.outside(fold));
            results.add(new Fold(
                    (int) IntStream.of(inside).mapToObj(names::get).distinct().count(),
                    options,
                    sum(before, inside),
                    sum(hits(SequenceOptions.defaults()), inside),
                    sum(options.map(this::hits).orElse(before), inside)));
        }
        Tuning tuning =
                new Tuning(results, best(IntStream.range(0, videos.size()).toArray()));
        HitCounts tuned = tuning.all(Fold::tuned);
        HitCounts usual = tuning.all(Fold::usual);
        HitCounts unordered = tuning.all(Fold::before);
        boolean usualKeeps = lostOfFive(usual, unordered) == 0;
        HitCounts other = usualKeeps ? usual : unordered;
        if (merit(tuned) > merit(other) && lostOfFive(tuned, other) == 0) {
            return tuning;
        }
        return new Tuning(results, usualKeeps ? Optional.of(SequenceOptions.defaults()) : Optional.empty());
    }

    /**
     * The objective of tuning: steps found by the first window and, with a weight of one fifth, by one of the first
     * five.
     */
    static double merit(HitCounts counts) {
        return counts.meanFound(1) + OF_FIVE * counts.meanFound(5);
    }

    /** How many fewer steps one of five windows finds, over both thresholds; more at one do not make up for it. */
    private static int lostOfFive(HitCounts found, HitCounts before) {
        return HitCounts.THRESHOLDS.stream()
                .mapToInt(t -> Math.max(0, before.found(5, t) - found.found(5, t)))
                .sum();
    }

    private Optional<SequenceOptions> best(int[] chosen) {
        SequenceOptions best = SequenceOptions.defaults();
        HitCounts most = sum(hits(best), chosen);
        HitCounts floor = sum(before, chosen);
        for (int round = 0; round < MOST_ROUNDS; round++) {
            SequenceOptions atFirst = best;
            for (Dial dial : DIALS) {
                for (SequenceOptions candidate : dial.around(best)) {
                    HitCounts found = sum(hits(candidate), chosen);
                    if (isBetter(found, most, floor)) {
                        best = candidate;
                        most = found;
                    }
                }
            }
            if (best.equals(atFirst)) {
                break;
            }
        }
        return lostOfFive(most, floor) == 0 ? Optional.of(best) : Optional.empty();
    }

    private static boolean isBetter(HitCounts found, HitCounts most, HitCounts floor) {
        int fewer = Integer.compare(lostOfFive(found, floor), lostOfFive(most, floor));
        return fewer < 0 || fewer == 0 && merit(found) > merit(most) + LEAST_GAIN * most.queries();
    }

    /** What options find in each video. */
    private List<HitCounts> hits(SequenceOptions options) {
        return known.computeIfAbsent(options, o -> {
            progress.run();
            SequenceDecoder decoder = new SequenceDecoder(o);
            return videos.parallelStream().map(video -> video.ordered(decoder)).toList();
        });
    }

    private static HitCounts sum(List<HitCounts> hits, int[] chosen) {
        return IntStream.of(chosen).mapToObj(hits::get).reduce(HitCounts.none(), HitCounts::plus);
    }
}

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
 * each fold the options are chosen on all other videos and judged on its own. All sequences of a video are in one fold. Not
 * for several threads.
 *
 * <p>From the defaults on, one option after the other is tried at a few other values, for as long as one of them finds
 * more: first windows that are right at either threshold of {@link SequenceHits}, and, counting a fifth, one right window
 * among the first five. A value by which fewer steps have a right window among the first five than have one before, at
 * either threshold, is not taken. The back tolerance, the cap of a gap and the seconds of a skipped step stay as they are
 * in the defaults.
 */
public final class SequenceTuner {

    private static final int MOST_ROUNDS = 2;

    /** A value that finds fewer more than this share of the steps is no better: it would be chance. */
    private static final double LEAST_GAIN = 0.0005;

    /** More than tuning can tell apart, and few enough to be written down. */
    private static final MathContext DIGITS = new MathContext(3);

    private final List<TunedVideo> videos;
    private final List<SequenceHits> before;
    private final int[] videoOf;
    private final int folds;
    private final Runnable progress;
    private final Map<SequenceOptions, List<SequenceHits>> known = new HashMap<>();

    /**
     * A sequence of steps with its answers.
     *
     * @param name of the video, which may have several
     * @param steps windows of each step, in order
     * @param truth annotated windows of each step, of which any counts
     */
    public record Video(String name, List<List<Window>> steps, List<List<Window>> truth) {

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
     * @param options chosen on all videos; the defaults if what is chosen gains nothing over them in the folds together, or
     *     finds fewer steps in five windows there than they do
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
        List<String> names = videos.stream().map(Video::name).distinct().toList();
        require(names.size() >= folds, "number of videos", names.size(), folds + " or more, one a fold");
        Map<String, Integer> places = new HashMap<>();
        names.forEach(name -> places.put(name, places.size()));
        this.videoOf = videos.stream().mapToInt(v -> places.get(v.name())).toArray();
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
            int own = fold;
            int[] inside = IntStream.range(0, videos.size())
                    .filter(v -> videoOf[v] % folds == own)
                    .toArray();
            int[] outside = IntStream.range(0, videos.size())
                    .filter(v -> videoOf[v] % folds != own)
                    .toArray();
            SequenceOptions options = best(outside);
            results.add(new Fold(
                    (int) IntStream.of(inside).map(v -> videoOf[v]).distinct().count(),
                    options,
                    sum(before, inside),
                    sum(hits(SequenceOptions.defaults()), inside),
                    sum(hits(options), inside)));
        }
        SequenceOptions chosen = best(IntStream.range(0, videos.size()).toArray());
        return new Tuning(results, worthIt(results) ? chosen : SequenceOptions.defaults());
    }

    private static boolean worthIt(List<Fold> folds) {
        SequenceHits usual = folds.stream().map(Fold::usual).reduce(SequenceHits.NONE, SequenceHits::plus);
        SequenceHits tuned = folds.stream().map(Fold::tuned).reduce(SequenceHits.NONE, SequenceHits::plus);
        return tuned.merit() > usual.merit() && tuned.five() >= usual.five() && tuned.fiveWell() >= usual.fiveWell();
    }

    private SequenceOptions best(int[] chosen) {
        SequenceOptions best = SequenceOptions.defaults();
        SequenceHits most = sum(hits(best), chosen);
        SequenceHits floor = sum(before, chosen);
        for (int round = 0; round < MOST_ROUNDS; round++) {
            SequenceOptions atFirst = best;
            for (Dial dial : DIALS) {
                for (SequenceOptions candidate : dial.around(best)) {
                    SequenceHits found = sum(hits(candidate), chosen);
                    boolean keepsFive = found.five() >= Math.min(floor.five(), most.five())
                            && found.fiveWell() >= Math.min(floor.fiveWell(), most.fiveWell());
                    if (keepsFive && found.merit() > most.merit() + LEAST_GAIN * most.steps()) {
                        best = candidate;
                        most = found;
                    }
                }
            }
            if (best.equals(atFirst)) {
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

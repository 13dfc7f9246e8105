package io.github.osgnet4j.report;

import io.github.osgnet4j.data.annotation.ClipVideos;
import io.github.osgnet4j.postprocess.PairedBootstrap;
import io.github.osgnet4j.postprocess.PairedBootstrap.Interval;
import io.github.osgnet4j.postprocess.QueryOverlaps;
import io.github.osgnet4j.postprocess.Recall;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Two models on the queries that both answer.
 *
 * @param pairs these queries, in the order of the first model's file
 * @param onlyFirst queries that the second model has no answer to
 * @param onlySecond queries that the first model has no answer to
 * @param videos to which the queries belong
 * @param recalls R@k at each threshold, and the mean IoU of the first windows
 * @param contrasts R@1 by kind of question, length of the window and objects
 */
public record Comparison(
        List<OutcomePair> pairs,
        int onlyFirst,
        int onlySecond,
        int videos,
        List<Difference> recalls,
        List<Contrast> contrasts) {

    public Comparison {
        pairs = List.copyOf(pairs);
        recalls = List.copyOf(recalls);
        contrasts = List.copyOf(contrasts);
    }

    /**
     * The two models by group.
     *
     * @param by what the queries are grouped by
     * @param groups in the order to show them
     */
    public record Contrast(String by, List<Group> groups) {

        public Contrast {
            groups = List.copyOf(groups);
        }
    }

    /**
     * Some of the queries.
     *
     * @param name what they have in common
     * @param queries how many
     * @param recalls R@1 at each threshold
     */
    public record Group(String name, int queries, List<Difference> recalls) {

        public Group {
            recalls = List.copyOf(recalls);
        }
    }

    /**
     * Compares two models.
     *
     * @param first the first model's outcomes
     * @param second the second's, of the same split
     * @param clips which clips are of one video
     * @param resamples how often the bootstrap draws videos, 100 or more
     * @param seed of these draws: the same one gives the same intervals
     * @throws ReportException if no query is answered by both
     */
    public static Comparison of(
            List<QueryOutcome> first, List<QueryOutcome> second, ClipVideos clips, int resamples, long seed) {
        Map<List<String>, QueryOutcome> seconds = new HashMap<>();
        second.forEach(outcome -> seconds.put(key(outcome), outcome));
        List<OutcomePair> pairs = new ArrayList<>();
        for (QueryOutcome outcome : first) {
            QueryOutcome other = seconds.get(key(outcome));
            if (other != null) {
                pairs.add(OutcomePair.of(clips.of(outcome.query().videoId()), outcome, other));
            }
        }
        if (pairs.isEmpty()) {
            throw new ReportException("no query is answered in both files");
        }
        Figuring figuring = new Figuring(pairs, resamples, seed);
        return new Comparison(
                pairs,
                first.size() - pairs.size(),
                second.size() - pairs.size(),
                figuring.videos.size(),
                figuring.recalls(),
                figuring.contrasts());
    }

    private static List<String> key(QueryOutcome outcome) {
        return List.of(outcome.query().videoId(), outcome.query().queryId());
    }

    /** The queries whose first window gains most overlap, most first. */
    public List<OutcomePair> gained(int count) {
        return pairs.stream()
                .filter(pair -> pair.change() > 0)
                .sorted(Comparator.comparingDouble((OutcomePair pair) -> -pair.change()))
                .limit(count)
                .toList();
    }

    /** The queries whose first window loses most overlap, most first. */
    public List<OutcomePair> lost(int count) {
        return pairs.stream()
                .filter(pair -> pair.change() < 0)
                .sorted(Comparator.comparingDouble(OutcomePair::change))
                .limit(count)
                .toList();
    }

    /** The sums over videos that the bootstrap needs. */
    private static final class Figuring {
        private final List<OutcomePair> pairs;
        private final Map<String, Integer> videos = new LinkedHashMap<>();
        private final PairedBootstrap bootstrap;

        Figuring(List<OutcomePair> pairs, int resamples, long seed) {
            this.pairs = pairs;
            pairs.forEach(pair -> videos.putIfAbsent(pair.video(), videos.size()));
            this.bootstrap = new PairedBootstrap(videos.size(), resamples, seed);
        }

        List<Difference> recalls() {
            List<Difference> all = new ArrayList<>();
            for (int rank : Recall.RANKS) {
                for (double threshold : Recall.THRESHOLDS) {
                    all.add(recall(pairs, rank, threshold));
                }
            }
            all.add(difference("Mean IoU", pairs, QueryOverlaps::first, false));
            return all;
        }

        List<Contrast> contrasts() {
            Map<QueryOutcome, OutcomePair> byFirst = new IdentityHashMap<>();
            pairs.forEach(pair -> byFirst.put(pair.first(), pair));
            List<QueryOutcome> firsts = pairs.stream().map(OutcomePair::first).toList();
            List<Contrast> all = new ArrayList<>();
            for (Grouping grouping :
                    List.of(Grouping.byKind(firsts), Grouping.byLength(firsts), Grouping.byObjects(firsts))) {
                List<Group> groups = new ArrayList<>();
                grouping.groups().forEach((name, outcomes) -> {
                    List<OutcomePair> some = outcomes.stream().map(byFirst::get).toList();
                    List<Difference> recalls = Recall.THRESHOLDS.stream()
                            .map(threshold -> recall(some, 1, threshold))
                            .toList();
                    groups.add(new Group(name, some.size(), recalls));
                });
                all.add(new Contrast(grouping.by(), groups));
            }
            return all;
        }

        private Difference recall(List<OutcomePair> some, int rank, double threshold) {
            return difference(
                    "R@" + rank + ", IoU " + threshold, some, overlaps -> overlaps.hit(rank, threshold) ? 1 : 0, true);
        }

        private Difference difference(
                String name, List<OutcomePair> some, ToDoubleFunction<QueryOverlaps> figure, boolean counted) {
            double[] sums = new double[videos.size()];
            int[] counts = new int[videos.size()];
            double first = 0;
            double second = 0;
            int wins = 0;
            int losses = 0;
            for (OutcomePair pair : some) {
                double a = figure.applyAsDouble(pair.firstOverlaps());
                double b = figure.applyAsDouble(pair.secondOverlaps());
                int video = videos.get(pair.video());
                first += a;
                second += b;
                sums[video] += 100 * (b - a);
                counts[video]++;
                wins += counted && b > a ? 1 : 0;
                losses += counted && b < a ? 1 : 0;
            }
            Optional<Interval> interval = bootstrap.interval(sums, counts);
            return new Difference(
                    name, 100 * first / some.size(), 100 * second / some.size(), interval, counted, wins, losses);
        }
    }
}

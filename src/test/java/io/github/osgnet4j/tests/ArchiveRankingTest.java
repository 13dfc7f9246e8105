package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.cli.ask.ArchiveRanking;
import io.github.osgnet4j.cli.ask.FoundWindow;
import io.github.osgnet4j.cli.ask.Source;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.Segment;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.QueryFeatures;
import io.github.osgnet4j.data.sample.VideoFeatures;
import io.github.osgnet4j.postprocess.LevelScores;
import io.github.osgnet4j.postprocess.Ranking;
import io.github.osgnet4j.postprocess.Window;
import io.github.osgnet4j.runtime.EncodedVideo;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.StepObjects;
import io.github.osgnet4j.runtime.VideoInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The questions of the learnt set, each asked of all its videos. Three of four questions are of several videos, so that a
 * window is right wherever the thing was.
 */
class ArchiveRankingTest {

    private static final Path ROOT = Path.of(System.getProperty("osgnet.root"));
    private static final int WINDOWS = 5;
    private static final double IOU = 0.5;

    /** Scores of the windows of one video, made into what is compared between videos. */
    private interface Rule {
        double value(double score, Video video);
    }

    /** What the network says about a video: logits of all positions, probability of the best window. */
    private record Video(List<Double> logits, double best) {
        double mean() {
            return logits.stream().mapToDouble(x -> x).average().orElseThrow();
        }

        double deviation() {
            double mean = mean();
            return Math.sqrt(logits.stream()
                    .mapToDouble(x -> (x - mean) * (x - mean))
                    .average()
                    .orElseThrow());
        }

        double logSum() {
            return Math.log(logits.stream().mapToDouble(Math::exp).sum());
        }
    }

    private static final Map<String, Rule> OTHERS = Map.of(
            "z-score", (score, video) -> (logit(score) - video.mean()) / video.deviation(),
            "less the mean", (score, video) -> logit(score) - video.mean(),
            "softmax", (score, video) -> logit(score) - video.logSum(),
            "softmax times score", (score, video) -> logit(score) - video.logSum() + Math.log(score),
            "share of the best", (score, video) -> score / video.best());

    private static double logit(double score) {
        return Math.log(score / (1 - score));
    }

    /** Questions whose first window is right, and right windows among as many as there are, each of 40. */
    private static final class Count {
        private int first;
        private int found;

        void add(List<FoundWindow> ranked, List<AnnotatedQuery> right) {
            first += right.stream().anyMatch(query -> answers(ranked.get(0), query)) ? right.size() : 0;
            found += (int) right.stream()
                    .filter(query -> ranked.subList(0, right.size()).stream().anyMatch(f -> answers(f, query)))
                    .count();
        }

        private static boolean answers(FoundWindow found, AnnotatedQuery query) {
            Segment truth = query.timestamps().get(0);
            Window window = found.window();
            double both = Math.min(window.end(), truth.end()) - Math.max(window.start(), truth.start());
            double either = Math.max(window.end(), truth.end()) - Math.min(window.start(), truth.start());
            return found.source().name().equals(query.videoId()) && both / either >= IOU;
        }
    }

    @Test
    void scoresAsTheyAreFindTheVideosAndTheWindowsAndNoOtherRuleFindsMore() {
        Count ours = new Count();
        Map<String, Count> others = OTHERS.keySet().stream().collect(Collectors.toMap(name -> name, n -> new Count()));
        try (Dataset data = Dataset.open(
                        OsgnetConfig.load(ROOT.resolve("configs/demo.yaml"), Optional.empty()), Dataset.Split.VAL);
                Grounder grounder = Grounder.open(ROOT.resolve("models/demo"))) {
            Ranking ranking = new Ranking(grounder.ranking().options().withMaxWindows(WINDOWS));
            Map<String, EncodedVideo> videos = new LinkedHashMap<>();
            Map<String, Double> durations = new LinkedHashMap<>();
            for (AnnotatedQuery query : data.queries()) {
                VideoFeatures features = data.video(query.videoId());
                durations.put(query.videoId(), query.duration());
                videos.computeIfAbsent(
                        query.videoId(),
                        id -> grounder.encode(new VideoInput(id, features.values(), features.steps())));
            }
            Map<String, List<AnnotatedQuery>> questions =
                    data.queries().stream().collect(Collectors.groupingBy(AnnotatedQuery::query));
            for (List<AnnotatedQuery> right : questions.values()) {
                List<FoundWindow> found = new ArrayList<>();
                Map<FoundWindow, Video> said = new LinkedHashMap<>();
                videos.forEach((id, video) -> {
                    double duration = durations.get(id);
                    QueryInput input = input(data, right.get(0), id, duration);
                    List<LevelScores> scores = grounder.score(video, input);
                    List<Window> windows = ranking.rank(scores, grounder.timing(duration), Optional.empty());
                    Video about = new Video(logits(scores), windows.get(0).score());
                    windows.forEach(window -> {
                        FoundWindow one = new FoundWindow(new Source(id, Path.of(id)), duration, window);
                        found.add(one);
                        said.put(one, about);
                    });
                });
                ours.add(ArchiveRanking.best(found, found.size()), right);
                others.forEach((name, count) -> count.add(by(OTHERS.get(name), found, said), right));
            }
        }
        assertEquals(40, ours.first, "questions whose first window of all videos is right");
        assertTrue(ours.found >= 37, () -> ours.found + " of 40 windows are found");
        others.forEach((name, count) -> {
            assertTrue(count.first < ours.first, () -> name + ": " + count.first);
            assertTrue(count.found < ours.found, () -> name + ": " + count.found);
        });
    }

    private static List<FoundWindow> by(Rule rule, List<FoundWindow> found, Map<FoundWindow, Video> said) {
        return found.stream()
                .sorted((a, b) -> Double.compare(
                        rule.value(b.window().score(), said.get(b)),
                        rule.value(a.window().score(), said.get(a))))
                .toList();
    }

    private static List<Double> logits(List<LevelScores> scores) {
        List<Double> logits = new ArrayList<>();
        for (LevelScores level : scores) {
            for (int i = 0; i < level.valid(); i++) {
                logits.add((double) level.logits()[i]);
            }
        }
        return logits;
    }

    /** A question about a video, with the things of its kind that were seen there. */
    private static QueryInput input(Dataset data, AnnotatedQuery query, String video, double duration) {
        QueryFeatures text = data.query(query);
        AnnotatedQuery there = new AnnotatedQuery(
                query.queryId(), query.query(), duration, video, query.queryType(), List.of(), query.labels());
        int[][] objects = data.objects(there).orElseThrow().frames().toArray(int[][]::new);
        return new QueryInput(query.queryId(), text.values(), text.tokens(), new StepObjects.Classes(objects));
    }
}

package io.github.osgnet4j.benchmarks;

import io.github.osgnet4j.postprocess.Candidates;
import io.github.osgnet4j.postprocess.ClipTiming;
import io.github.osgnet4j.postprocess.LevelScores;
import io.github.osgnet4j.postprocess.Ranking;
import io.github.osgnet4j.postprocess.RankingOptions;
import io.github.osgnet4j.postprocess.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Candidates of a query to its five windows. */
public class RankingBenchmark extends TimedBenchmark {

    private static final int LEVELS = 7;
    private static final ClipTiming CLIP = new ClipTiming(30, 16, 16, 4800);

    @Param({"2000", "20000"})
    int candidates;

    private final Ranking ranking = new Ranking(RankingOptions.official().withMaxWindows(5));
    private Candidates found;
    private List<LevelScores> levels;

    /** Windows of all lengths all over an hour, and the scores of a pyramid with as many positions. */
    @Setup
    public void prepare() {
        Random random = new Random(1);
        float[] segments = new float[2 * candidates];
        float[] scores = new float[candidates];
        for (int i = 0; i < candidates; i++) {
            float centre = random.nextFloat() * 9000;
            float half = (float) Math.exp(random.nextFloat() * 6);
            segments[2 * i] = centre - half;
            segments[2 * i + 1] = centre + half;
            scores[i] = random.nextFloat();
        }
        found = new Candidates(segments, scores, new int[candidates]);
        levels = new ArrayList<>();
        for (int level = 0; level < LEVELS; level++) {
            levels.add(level(random, 1 << level, candidates >> (level + 1)));
        }
    }

    private static LevelScores level(Random random, int stride, int positions) {
        float[] logits = new float[positions];
        float[] offsets = new float[2 * positions];
        for (int i = 0; i < positions; i++) {
            logits[i] = (float) random.nextGaussian();
            offsets[2 * i] = random.nextFloat() * 4;
            offsets[2 * i + 1] = random.nextFloat() * 4;
        }
        return new LevelScores(stride, positions, 1, logits, offsets);
    }

    /** NMS alone, of as many candidates as it says. */
    @Benchmark
    public List<Window> rankCandidates() {
        return ranking.rank(found, CLIP);
    }

    /** Decoding and NMS: levels of about as many positions, of which the best of each level are candidates. */
    @Benchmark
    public List<Window> rankLevels() {
        return ranking.rank(levels, CLIP, Optional.empty());
    }
}

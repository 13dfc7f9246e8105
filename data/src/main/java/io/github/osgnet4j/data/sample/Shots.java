package io.github.osgnet4j.data.sample;

import io.github.osgnet4j.data.annotation.Narration;
import io.github.osgnet4j.data.config.DatasetConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The shots of a video in feature steps, half open. The official padding column (T, max_seq_len) follows them, so that
 * there is one start and one end more than there are shots.
 *
 * @param edges the start of each shot, then T, then {@code max_seq_len}, in fractions of a step as float32
 */
public record Shots(float[] edges) {

    /** First step of each shot, truncated as the network does; the last entry is T. */
    public int[] starts() {
        return steps(0);
    }

    /** The step after each shot, truncated likewise; the last entry is {@code max_seq_len}. */
    public int[] ends() {
        return steps(1);
    }

    private int[] steps(int from) {
        int[] steps = new int[edges.length - 1];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = (int) edges[from + i];
        }
        return steps;
    }

    /** How many shots there are, the padding column not counted. */
    public int count() {
        return edges.length - 2;
    }

    /**
     * Cuts a video where its wearer looks or turns around, as the narrations tell ({@code __getitem__} of
     * {@code libs/datasets/ego4d_multitask_loader.py}).
     *
     * @param narrations of the video, in order
     * @param steps T of the video
     */
    static Shots of(List<Narration> narrations, int steps, DatasetConfig config) {
        List<Float> starts = new ArrayList<>();
        List<Double> cuts = cuts(narrations, config);
        if (cuts.isEmpty() || step(cuts.get(0), config) > 0) {
            starts.add(0f);
        }
        // Steps are fractions, in float32, until the last moment: one below T may not be one after truncation.
        cuts.stream()
                .map(frame -> step(frame, config))
                .filter(step -> step < steps)
                .forEach(starts::add);
        starts.add((float) steps);
        starts.add((float) config.maxSeqLen());
        float[] edges = new float[starts.size()];
        for (int i = 0; i < edges.length; i++) {
            edges[i] = starts.get(i);
        }
        return new Shots(edges);
    }

    private static Float step(double frame, DatasetConfig config) {
        return (float) (int) frame / (float) config.numFrames();
    }

    /** Frames at which shots start. A line starts at most one. */
    private static List<Double> cuts(List<Narration> narrations, DatasetConfig config) {
        double longest = config.maxShotSeconds() * config.fps();
        List<Double> cuts = new ArrayList<>();
        for (Narration narration : narrations) {
            double frame = narration.startFrame();
            boolean due = !cuts.isEmpty() && frame >= cuts.get(cuts.size() - 1) + longest;
            if (due || startsShot(narration.text(), config.shotWords())) {
                cuts.add(frame);
            }
        }
        return cuts;
    }

    /**
     * Whether a narration starts a shot by its words: whether one of its sentences, in whatever case, is about the wearer and has one.
     *
     * @param words in lower case
     */
    public static boolean startsShot(String narration, List<String> words) {
        return Arrays.stream(narration.toLowerCase(Locale.ROOT).split(";", -1))
                .filter(sentence -> sentence.contains("#c"))
                .anyMatch(sentence -> words.stream().anyMatch(sentence::contains));
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof Shots s && Arrays.equals(edges, s.edges);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(edges);
    }

    @Override
    public String toString() {
        return "Shots" + Arrays.toString(edges);
    }
}

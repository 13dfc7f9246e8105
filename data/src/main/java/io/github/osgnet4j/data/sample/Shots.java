package io.github.osgnet4j.data.sample;

import io.github.osgnet4j.data.annotation.Narration;
import io.github.osgnet4j.data.config.DatasetConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The shots of a video in feature steps, half open, followed by the official padding column (T, max_seq_len), so the
 * arrays have one entry more than there are shots.
 *
 * @param starts first step of each shot; the last entry is T
 * @param ends the step after each shot; the last entry is {@code max_seq_len}
 */
public record Shots(int[] starts, int[] ends) {

    /** How many shots there are, the padding column not counted. */
    public int count() {
        return starts.length - 1;
    }

    /**
     * Cuts a video where its wearer looks or turns around, as the narrations tell ({@code __getitem__} of
     * {@code libs/datasets/ego4d_multitask_loader.py}).
     *
     * @param narrations of the video, in order
     * @param steps T of the video
     */
    static Shots of(List<Narration> narrations, int steps, DatasetConfig config) {
        List<Integer> starts = new ArrayList<>();
        List<Double> cuts = cuts(narrations, config);
        if (cuts.isEmpty() || step(cuts.get(0), config) > 0) {
            starts.add(0);
        }
        // Steps are fractions, in float32, until the last moment: one below T may not be one after truncation.
        cuts.stream()
                .map(frame -> step(frame, config))
                .filter(step -> step < steps)
                .forEach(step -> starts.add(step.intValue()));
        starts.add(steps);
        int[] from = starts.stream().mapToInt(Integer::intValue).toArray();
        int[] to = Arrays.copyOfRange(from, 1, from.length + 1);
        to[to.length - 1] = config.maxSeqLen();
        return new Shots(from, to);
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
            if (due || startsShot(narration.text().toLowerCase(Locale.ROOT), config.shotWords())) {
                cuts.add(frame);
            }
        }
        return cuts;
    }

    private static boolean startsShot(String text, List<String> words) {
        return Arrays.stream(text.split(";", -1))
                .filter(sentence -> sentence.contains("#c"))
                .anyMatch(sentence -> words.stream().anyMatch(sentence::contains));
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Shots s && Arrays.equals(starts, s.starts) && Arrays.equals(ends, s.ends);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(starts) + Arrays.hashCode(ends);
    }

    @Override
    public String toString() {
        return "Shots[" + Arrays.toString(starts) + ", " + Arrays.toString(ends) + "]";
    }
}

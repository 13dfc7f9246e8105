package io.github.osgnet4j.postprocess;

import java.util.List;
import java.util.stream.IntStream;

/** A video that options are tried on: its windows, and how far each overlaps the truth. */
final class TunedVideo {

    private static final int FIRST = 5;

    private final List<List<Window>> steps;
    private final double[][] overlaps;

    TunedVideo(SequenceTuner.Video video) {
        steps = video.steps();
        overlaps = new double[steps.size()][];
        for (int q = 0; q < overlaps.length; q++) {
            List<Window> truth = video.truth().get(q);
            overlaps[q] = steps.get(q).stream()
                    .mapToDouble(window -> overlap(window, truth))
                    .toArray();
        }
    }

    private static double overlap(Window window, List<Window> truth) {
        return truth.stream()
                .mapToDouble(answer -> TemporalIou.of(window, answer))
                .max()
                .orElse(0);
    }

    /** What is found with the windows as they came. */
    SequenceHits unordered() {
        return hits(steps.stream()
                .map(windows -> IntStream.range(0, windows.size()).toArray())
                .toArray(int[][]::new));
    }

    /** What is found with the windows as a decoder orders them. */
    SequenceHits ordered(SequenceDecoder decoder) {
        return hits(decoder.orders(steps));
    }

    private SequenceHits hits(int[][] orders) {
        SequenceHits sum = SequenceHits.NONE;
        for (int q = 0; q < orders.length; q++) {
            sum = sum.plus(new SequenceHits(
                    hit(q, orders[q], 1, 0.3),
                    hit(q, orders[q], 1, 0.5),
                    hit(q, orders[q], FIRST, 0.3),
                    hit(q, orders[q], FIRST, 0.5),
                    1));
        }
        return sum;
    }

    private int hit(int step, int[] order, int first, double threshold) {
        double best = IntStream.of(order)
                .limit(first)
                .mapToDouble(i -> overlaps[step][i])
                .max()
                .orElse(0);
        return best > threshold ? 1 : 0;
    }
}

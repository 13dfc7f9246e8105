package io.github.osgnet4j.postprocess;

import java.util.List;
import java.util.stream.IntStream;

/** A video for trying options: its windows, and the overlap of each with the truth. */
final class TunedVideo {

    private final List<List<Window>> steps;
    private final List<QueryOverlaps> overlaps;

    TunedVideo(SequenceTuner.Video video) {
        steps = video.steps();
        overlaps = IntStream.range(0, steps.size())
                .mapToObj(q -> QueryOverlaps.of(steps.get(q), video.truth().get(q)))
                .toList();
    }

    /** What is found with the windows as they came. */
    HitCounts unordered() {
        return overlaps.stream().map(HitCounts::of).reduce(HitCounts.none(), HitCounts::plus);
    }

    /** What is found with the windows as a decoder orders them. */
    HitCounts ordered(SequenceDecoder decoder) {
        int[][] orders = decoder.orders(steps);
        return IntStream.range(0, orders.length)
                .mapToObj(q -> HitCounts.of(overlaps.get(q).in(orders[q])))
                .reduce(HitCounts.none(), HitCounts::plus);
    }
}

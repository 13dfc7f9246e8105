package io.github.osgnet4j.cli.ask;

import java.util.Comparator;
import java.util.List;

/**
 * Which windows of several videos come first: those with the highest scores, as they are. What makes the scores of a video
 * relative to each other finds less, as {@code docs/decisions/archive-ranking.md} shows.
 */
public final class ArchiveRanking {

    private ArchiveRanking() {}

    /** The best windows of all videos, best first; of equal ones that which was found first. */
    public static List<FoundWindow> best(List<FoundWindow> found, int count) {
        return found.stream()
                .sorted(Comparator.comparingDouble((FoundWindow f) -> f.window().score())
                        .reversed())
                .limit(count)
                .toList();
    }
}

package io.github.osgnet4j.spark;

import io.github.osgnet4j.batch.BalancedParts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Clips as tasks of about the same work. */
final class TaskParts {

    /** Tasks for each of the cluster's processors: many enough that one which is slow or dies costs little. */
    static final int PER_CORE = 8;

    private TaskParts() {}

    /**
     * Divides clips.
     *
     * @param work of each clip by its id: steps x queries, as encoding a clip and asking it a query both take time in
     *     proportion to its steps
     * @param count of tasks at most
     * @return clips of each task, those with the most work first, so that no long task begins last
     */
    static List<ArrayList<String>> of(Map<String, Long> work, int count) {
        List<String> clips = List.copyOf(work.keySet());
        Comparator<List<String>> bySum = Comparator.comparingLong(
                part -> part.stream().mapToLong(work::get).sum());
        return BalancedParts.of(clips, work::get, Math.max(1, Math.min(count, clips.size()))).stream()
                .filter(part -> !part.isEmpty())
                .sorted(bySum.reversed())
                .map(ArrayList::new)
                .toList();
    }
}

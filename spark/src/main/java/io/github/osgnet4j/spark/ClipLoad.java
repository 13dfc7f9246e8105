package io.github.osgnet4j.spark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A clip and the work it is: to encode it and to ask it a query take about the same time each, in proportion to its length.
 *
 * @param clip id
 * @param work its length times its queries, in any unit
 */
record ClipLoad(String clip, double work) {

    /** Clips that one task does, and all their work. */
    private record Part(ArrayList<String> clips, double work) {
        Part with(ClipLoad load) {
            clips.add(load.clip());
            return new Part(clips, work + load.work());
        }
    }

    /**
     * Divides clips so that the parts have as much work each as can be: the clips with the most work first, each to the
     * part with the least. The same clips are always divided in the same way.
     *
     * @param parts at least 1
     * @return the parts that have clips, those with the most work first, so that no long task starts last
     */
    static List<ArrayList<String>> divide(List<ClipLoad> clips, int parts) {
        PriorityQueue<Part> least = new PriorityQueue<>(
                Comparator.comparingDouble(Part::work).thenComparingInt(part -> part.clips()
                        .size()));
        for (int i = 0; i < Math.min(parts, clips.size()); i++) {
            least.add(new Part(new ArrayList<>(), 0));
        }
        clips.stream()
                .sorted(Comparator.comparingDouble(ClipLoad::work).reversed().thenComparing(ClipLoad::clip))
                .forEach(load -> least.add(least.remove().with(load)));
        return least.stream()
                .sorted(Comparator.comparingDouble(Part::work)
                        .reversed()
                        .thenComparing(part -> part.clips().get(0)))
                .map(Part::clips)
                .toList();
    }
}

package io.github.osgnet4j.serve;

import io.github.osgnet4j.data.annotation.Segment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An object class with the times at which it is seen.
 *
 * @param classId of it
 * @param name if an annotation gives it one
 * @param seconds how long it is seen in all
 * @param ranges when, in seconds
 */
record FoundObject(int classId, Optional<String> name, double seconds, List<Segment> ranges) {

    private static final int MOST_RANGES = 1000;

    /** First step and step after the last. */
    private record Run(int start, int end) {}

    /**
     * The classes of some steps, the longest seen first.
     *
     * @param steps classes that each shows
     * @param secondsPerStep from one to the next
     * @param duration at which the clip ends
     */
    static List<FoundObject> of(List<int[]> steps, double secondsPerStep, double duration, ClassNames names) {
        Map<Integer, List<Run>> runs = new TreeMap<>();
        for (int t = 0; t < steps.size(); t++) {
            for (int classId : steps.get(t)) {
                extend(runs.computeIfAbsent(classId, id -> new ArrayList<>()), t);
            }
        }
        return runs.entrySet().stream()
                .map(e -> of(e.getKey(), e.getValue(), secondsPerStep, duration, names))
                .sorted(Comparator.comparingDouble(FoundObject::seconds).reversed())
                .toList();
    }

    private static void extend(List<Run> runs, int step) {
        int last = runs.size() - 1;
        if (last >= 0 && runs.get(last).end() >= step) {
            runs.set(last, new Run(runs.get(last).start(), step + 1));
        } else {
            runs.add(new Run(step, step + 1));
        }
    }

    private static FoundObject of(
            int classId, List<Run> runs, double secondsPerStep, double duration, ClassNames names) {
        List<Segment> ranges = joined(runs).stream()
                .map(run -> new Segment(
                        Math.min(run.start() * secondsPerStep, duration),
                        Math.min(run.end() * secondsPerStep, duration)))
                .toList();
        int seen = runs.stream().mapToInt(run -> run.end() - run.start()).sum();
        return new FoundObject(classId, names.name(classId), Math.min(seen * secondsPerStep, duration), ranges);
    }

    /** No more than the most there may be: runs closer to each other than a gap become one. */
    private static List<Run> joined(List<Run> runs) {
        List<Run> joined = runs;
        for (int gap = 1; joined.size() > MOST_RANGES; gap *= 2) {
            joined = joined(runs, gap);
        }
        return joined;
    }

    private static List<Run> joined(List<Run> runs, int gap) {
        List<Run> joined = new ArrayList<>();
        for (Run run : runs) {
            int last = joined.size() - 1;
            if (last >= 0 && run.start() - joined.get(last).end() <= gap) {
                joined.set(last, new Run(joined.get(last).start(), run.end()));
            } else {
                joined.add(run);
            }
        }
        return joined;
    }
}

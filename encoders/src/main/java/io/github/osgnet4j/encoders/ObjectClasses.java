package io.github.osgnet4j.encoders;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Selects the detected objects that a network gets, and maps them to the classes of its bundle, by the same rule as
 * {@code osgnet prepare objects} does for training.
 *
 * @param names of the classes, in the order of the bundle's class embeddings
 * @param threshold scores must be above it
 * @param minFrames steps of the video that must show a class
 */
public record ObjectClasses(List<String> names, double threshold, int minFrames) {

    /** The score threshold of the released stores. */
    public static final double USUAL_THRESHOLD = 0.6;

    /** The minimum number of steps that show a class in the released stores. */
    public static final int USUAL_MIN_FRAMES = 10;

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if a name occurs twice, the threshold is not from 0 to below 1, or the steps are
     *     negative
     */
    public ObjectClasses {
        names = List.copyOf(names);
        if (names.stream().distinct().count() < names.size()) {
            throw new IllegalArgumentException("a name stands there twice");
        }
        if (!(threshold >= 0 && threshold < 1) || minFrames < 0) {
            throw new IllegalArgumentException("threshold is " + threshold + " and minFrames " + minFrames
                    + ", expected 0 to below 1 and at least 0");
        }
    }

    /**
     * What a network is shown of a video.
     *
     * @param steps classes that each feature step shows, in order
     * @param unknown the detector's labels that are not class names, with their numbers of objects
     */
    public record Seen(List<int[]> steps, Map<String, Integer> unknown) {}

    /** The objects for a network, of a video with the given number of feature steps. */
    public Seen of(VideoObjects objects, int steps) {
        Map<String, Integer> rows = new HashMap<>();
        names.forEach(name -> rows.put(name, rows.size()));
        Map<String, Integer> unknown = new LinkedHashMap<>();
        Map<Integer, SortedSet<Integer>> classes = new HashMap<>();
        for (int i = 0; i < objects.count(); i++) {
            if (objects.score(i) > threshold) {
                Integer row = rows.get(objects.label(i));
                if (row == null) {
                    unknown.merge(objects.label(i), 1, Integer::sum);
                } else {
                    classes.computeIfAbsent(objects.step(i), step -> new TreeSet<>())
                            .add(row);
                }
            }
        }
        Map<Integer, Integer> shown = new HashMap<>();
        classes.values().forEach(frame -> frame.forEach(row -> shown.merge(row, 1, Integer::sum)));
        List<int[]> frames = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            frames.add(classes.getOrDefault(step, new TreeSet<>()).stream()
                    .filter(row -> shown.get(row) >= minFrames)
                    .mapToInt(Integer::intValue)
                    .toArray());
        }
        return new Seen(frames, unknown);
    }
}

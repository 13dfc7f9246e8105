package io.github.osgnet4j.encoders;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The detected objects of a video: the labels at each feature step, with their best scores.
 *
 * @param labels names of the detector's classes
 * @param values (N, 3) row-major: feature step, number of the label from 0, score; not copied
 */
public record VideoObjects(List<String> labels, float[] values) {

    /** Numbers of an object. */
    public static final int COLUMNS = 3;

    /**
     * Copies the list and checks the numbers.
     *
     * @throws IllegalArgumentException if the values are no rows, or a row has a step below 0, no number of a label, or a
     *     score that is not finite
     */
    public VideoObjects {
        labels = List.copyOf(labels);
        if (values.length % COLUMNS != 0) {
            throw new IllegalArgumentException(values.length + " values are not rows of " + COLUMNS);
        }
        for (int i = 0; i < values.length; i += COLUMNS) {
            float step = values[i];
            float label = values[i + 1];
            if (!(step >= 0 && step == (int) step && label >= 0 && label < labels.size() && label == (int) label)
                    || !Float.isFinite(values[i + 2])) {
                throw new IllegalArgumentException("row " + i / COLUMNS + " is "
                        + Arrays.toString(Arrays.copyOfRange(values, i, i + COLUMNS))
                        + ", expected a step, one of " + labels.size() + " labels and a score");
            }
        }
    }

    /** How many objects there are, N. */
    public int count() {
        return values.length / COLUMNS;
    }

    /** The feature step of an object. */
    public int step(int object) {
        return (int) values[object * COLUMNS];
    }

    /** The label of an object. */
    public String label(int object) {
        return labels.get((int) values[object * COLUMNS + 1]);
    }

    /** The score of an object, 0 to 1. */
    public double score(int object) {
        return values[object * COLUMNS + 2];
    }

    /** Collects detections in the order of their times. */
    static final class Collector {

        private final List<String> labels;
        private final Map<String, Integer> numbers = new HashMap<>();
        private final double fps;
        private final double featStride;
        private final Map<List<Integer>, Float> best = new LinkedHashMap<>();

        Collector(List<String> labels, double fps, double featStride) {
            this.labels = labels;
            this.fps = fps;
            this.featStride = featStride;
            for (int i = 0; i < labels.size(); i++) {
                numbers.putIfAbsent(labels.get(i), i);
            }
        }

        /** In the arithmetic of {@code prepare objects}, so that no time falls into another step. */
        void add(Detection found) {
            int step = (int) (fps * Math.max(0, found.seconds()) / featStride);
            best.merge(List.of(step, numbers.get(found.label())), (float) found.score(), Math::max);
        }

        VideoObjects objects() {
            float[] values = new float[best.size() * COLUMNS];
            int i = 0;
            for (Map.Entry<List<Integer>, Float> object : best.entrySet()) {
                values[i++] = object.getKey().get(0);
                values[i++] = object.getKey().get(1);
                values[i++] = object.getValue();
            }
            return new VideoObjects(labels, values);
        }
    }
}

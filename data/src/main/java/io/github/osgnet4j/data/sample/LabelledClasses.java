package io.github.osgnet4j.data.sample;

import io.github.osgnet4j.data.annotation.Label;
import java.util.Arrays;
import java.util.List;

/** The part of what frames show that the labels of a query name ({@code _get_object_class_feat} of the official loader). */
public final class LabelledClasses {

    /** No class has this id. */
    private static final int NONE = Integer.MIN_VALUE;

    private static final int[] NOTHING = {};

    private LabelledClasses() {}

    /**
     * Of each label the first class the frame shows, in the order of a Python set.
     *
     * @param labels of the query
     * @param frames classes that each frame shows
     * @return as many frames
     */
    public static List<int[]> select(List<Label> labels, List<int[]> frames) {
        return frames.stream().map(frame -> select(labels, frame)).toList();
    }

    /** Runs for every step of every query, most of which show nothing that was asked for: plain loops. */
    private static int[] select(List<Label> labels, int[] frame) {
        int[] found = new int[labels.size()];
        int count = 0;
        for (Label label : labels) {
            int shown = firstShown(label.classIds(), frame);
            if (shown != NONE) {
                found[count++] = shown;
            }
        }
        return switch (count) {
            case 0 -> NOTHING;
            case 1 -> new int[] {found[0]};
            default -> PythonSet.order(Arrays.copyOf(found, count));
        };
    }

    private static int firstShown(List<Integer> classes, int[] frame) {
        for (int id : classes) {
            for (int shown : frame) {
                if (shown == id) {
                    return id;
                }
            }
        }
        return NONE;
    }
}

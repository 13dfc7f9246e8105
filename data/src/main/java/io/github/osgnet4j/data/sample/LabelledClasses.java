package io.github.osgnet4j.data.sample;

import io.github.osgnet4j.data.annotation.Label;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** The part of what frames show that the labels of a query name ({@code _get_object_class_feat} of the official loader). */
public final class LabelledClasses {

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

    private static int[] select(List<Label> labels, int[] frame) {
        return PythonSet.order(labels.stream()
                .map(label -> firstShown(label, frame))
                .flatMapToInt(OptionalInt::stream)
                .toArray());
    }

    private static OptionalInt firstShown(Label label, int[] frame) {
        return label.classIds().stream()
                .mapToInt(Integer::intValue)
                .filter(id -> Arrays.stream(frame).anyMatch(shown -> shown == id))
                .findFirst();
    }
}

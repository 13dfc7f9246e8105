package io.github.osgnet4j.encoders;

import java.util.List;

/**
 * An object detected in a frame.
 *
 * @param seconds when the frame is shown, from the start of the file
 * @param label name of its class
 * @param score from 0 to 1
 * @param box as the network gives it, four numbers
 */
public record Detection(double seconds, String label, double score, List<Float> box) {

    /** Copies the box. */
    public Detection {
        box = List.copyOf(box);
    }
}

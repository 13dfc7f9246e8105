package io.github.osgnet4j.serve;

import java.util.List;
import java.util.Optional;

/**
 * A video that was encoded under a handle.
 *
 * @param handle nobody can guess
 * @param model that encoded it
 * @param steps of its features
 * @param duration seconds
 * @param clip where it came from, if not from a client
 * @param objects classes that each step shows, as a client sent them
 */
record StoredVideo(String handle, Model model, int steps, double duration, Optional<Clip> clip, List<int[]> objects) {

    /** What it takes to remember it, in numbers. */
    long size() {
        return objects.stream().mapToLong(step -> step.length + 8L).sum();
    }
}

package io.github.osgnet4j.serve;

import io.github.osgnet4j.runtime.VideoInput;
import io.github.osgnet4j.runtime.VideoSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A video that was encoded under a handle.
 *
 * @param handle cannot be guessed
 * @param model that encoded it
 * @param steps of its features
 * @param duration seconds
 * @param clip where it came from, if not from a client
 * @param objects classes that each step shows, as a client sent them
 * @param features makes the encoding again when the model's cache has lost it, if that can be
 */
record StoredVideo(
        String handle,
        Model model,
        int steps,
        double duration,
        Optional<Clip> clip,
        List<int[]> objects,
        Optional<Supplier<VideoInput>> features) {

    /** Where its encoding comes from. */
    VideoSource source() {
        return features.<VideoSource>map(made -> VideoSource.of(handle, made))
                .orElseGet(() -> VideoSource.encoded(handle));
    }

    /** What it takes to remember it, in numbers. */
    long size() {
        return objects.stream().mapToLong(step -> step.length + 8L).sum();
    }
}

package io.github.osgnet4j.data.annotation;

import io.github.osgnet4j.postprocess.Window;

/**
 * An annotated interval of a video. Real annotations may end beyond the video.
 *
 * @param start seconds from the start of the clip
 * @param end seconds
 */
public record Segment(double start, double end) {

    /** The same as a window, with the score 1. */
    public Window window() {
        return new Window(start, end, 1);
    }
}

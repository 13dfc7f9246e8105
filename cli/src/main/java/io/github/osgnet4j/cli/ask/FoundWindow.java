package io.github.osgnet4j.cli.ask;

import io.github.osgnet4j.postprocess.Window;

/**
 * A window of one of the videos.
 *
 * @param duration seconds of the video
 */
public record FoundWindow(Source source, double duration, Window window) {}

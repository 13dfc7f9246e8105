package io.github.osgnet4j.data.annotation;

/**
 * An annotated interval of a video. Real annotations may end beyond the video.
 *
 * @param start seconds from the start of the clip
 * @param end seconds
 */
public record Segment(double start, double end) {}

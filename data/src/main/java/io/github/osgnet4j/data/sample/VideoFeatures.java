package io.github.osgnet4j.data.sample;

/**
 * The features of one video.
 *
 * @param videoId its key
 * @param steps T, at least 1
 * @param channels Dv
 * @param values float32 (T, Dv), row-major; not copied
 */
public record VideoFeatures(String videoId, int steps, int channels, float[] values) {}

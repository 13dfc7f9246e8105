package io.github.osgnet4j.data.sample;

/**
 * The tokens of one query.
 *
 * @param queryId its key
 * @param tokens L, at least 1
 * @param channels Dt
 * @param values float32 (L, Dt), row-major; not copied
 */
public record QueryFeatures(String queryId, int tokens, int channels, float[] values) {}

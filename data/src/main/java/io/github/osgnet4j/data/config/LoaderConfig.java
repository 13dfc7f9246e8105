package io.github.osgnet4j.data.config;

/**
 * The {@code loader} section.
 *
 * @param batchSize samples a step
 */
public record LoaderConfig(int batchSize) {}

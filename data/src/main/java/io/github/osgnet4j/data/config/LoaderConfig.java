package io.github.osgnet4j.data.config;

/**
 * The {@code loader} section.
 *
 * @param batchSize samples a step
 * @param workers processes that load them; 0 for none of their own
 */
public record LoaderConfig(int batchSize, int workers) {}

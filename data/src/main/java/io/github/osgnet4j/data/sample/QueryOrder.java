package io.github.osgnet4j.data.sample;

/**
 * Where a query stands among those of its video, for the order prior.
 *
 * @param number its index plus one
 * @param count queries of the video
 */
public record QueryOrder(int number, int count) {}

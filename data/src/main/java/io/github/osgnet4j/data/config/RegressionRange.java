package io.github.osgnet4j.data.config;

/**
 * The distances to a segment's far end that a level is responsible for, both ends included.
 *
 * @param min feature steps
 * @param max feature steps
 */
public record RegressionRange(double min, double max) {}

package io.github.osgnet4j.serve;

import java.nio.file.Path;

/**
 * Predictions to show under a name.
 *
 * @param name in the page
 * @param file a submission, with scores or without
 */
public record NamedPredictions(String name, Path file) {}

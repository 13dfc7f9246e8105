package io.github.osgnet4j.cli.ask;

import java.nio.file.Path;

/**
 * A video file that is asked.
 *
 * @param name as answers name it: relative to the folder that was given, with {@code /}, or the file's own
 * @param file where it is
 */
public record Source(String name, Path file) {}

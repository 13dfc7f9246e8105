package io.github.osgnet4j.serve;

import java.nio.file.Path;

/**
 * A bundle to serve under a name.
 *
 * @param name in requests
 * @param bundle its folder
 */
public record NamedBundle(String name, Path bundle) {}

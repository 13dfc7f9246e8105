/** Grounding over HTTP: {@code osgnet serve}. */
@NullMarked
package io.github.osgnet4j.serve;

import org.jspecify.annotations.NullMarked;

/**
 * The exceptions of the runtime: one family, {@link io.github.osgnet4j.runtime.error.GrounderException} and its kinds.
 */
@NullMarked
package io.github.osgnet4j.runtime.error;

import org.jspecify.annotations.NullMarked;

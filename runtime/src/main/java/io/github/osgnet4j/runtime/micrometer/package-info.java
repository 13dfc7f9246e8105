/** Meters and observations of a service with Micrometer; the rest of the runtime does not need it. */
@NullMarked
package io.github.osgnet4j.runtime.micrometer;

import org.jspecify.annotations.NullMarked;

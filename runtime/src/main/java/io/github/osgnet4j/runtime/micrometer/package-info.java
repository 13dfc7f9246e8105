/** Meters and observations of a service for those who have Micrometer; the rest of the runtime does without. */
@NullMarked
package io.github.osgnet4j.runtime.micrometer;

import org.jspecify.annotations.NullMarked;

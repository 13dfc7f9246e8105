/** Meters of a service for those who have Micrometer; the rest of the runtime does without. */
package io.github.osgnet4j.runtime.micrometer;

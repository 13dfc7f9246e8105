/** Grounding over HTTP: {@code osgnet serve}. */
package io.github.osgnet4j.serve;

/**
 * Grounding of text queries in video features with ONNX Runtime: what a service embeds.
 *
 * <p>A {@link io.github.osgnet4j.runtime.Grounder} is opened from a bundle once and used by many threads. Failures are
 * {@link io.github.osgnet4j.runtime.GrounderException}s.
 */
package io.github.osgnet4j.runtime;

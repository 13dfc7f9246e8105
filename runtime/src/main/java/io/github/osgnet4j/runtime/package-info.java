/**
 * Grounding of text queries in video features with ONNX Runtime: what a service embeds.
 *
 * <p>A {@link io.github.osgnet4j.runtime.GroundingService} answers requests: with a queue, deadlines, a cache and bundles
 * that are swapped while it runs. The {@link io.github.osgnet4j.runtime.Grounder} under it is the network alone: opened from
 * a bundle once and used by many threads. Failures are {@link io.github.osgnet4j.runtime.GrounderException}s.
 */
package io.github.osgnet4j.runtime;

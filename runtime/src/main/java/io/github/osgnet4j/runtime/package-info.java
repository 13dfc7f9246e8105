/**
 * Grounding of text queries in video features with ONNX Runtime, to be embedded in a service.
 *
 * <p>A {@link io.github.osgnet4j.runtime.Grounder} is only the network: opened from a bundle once and used by many
 * threads. Its inputs and options are in this package too. A
 * {@link io.github.osgnet4j.runtime.service.GroundingService} builds on it and answers requests, with a queue,
 * deadlines, a cache and bundles that can be swapped while it runs. Failures are
 * {@link io.github.osgnet4j.runtime.error.GrounderException}s.
 */
@NullMarked
package io.github.osgnet4j.runtime;

import org.jspecify.annotations.NullMarked;

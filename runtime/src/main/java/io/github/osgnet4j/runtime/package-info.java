/**
 * Grounding of text queries in video features with ONNX Runtime: what a service embeds.
 *
 * <p>A {@link io.github.osgnet4j.runtime.Grounder} is the network alone: opened from a bundle once and used by many threads.
 * Here are its inputs and options too. A {@link io.github.osgnet4j.runtime.service.GroundingService} over it answers
 * requests: with a queue, deadlines, a cache and bundles that are swapped while it runs. Failures are {@link
 * io.github.osgnet4j.runtime.error.GrounderException}s.
 */
@NullMarked
package io.github.osgnet4j.runtime;

import org.jspecify.annotations.NullMarked;

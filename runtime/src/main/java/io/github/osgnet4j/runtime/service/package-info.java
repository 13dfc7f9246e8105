/**
 * A {@link io.github.osgnet4j.runtime.service.GroundingService}: a grounder with a queue, deadlines, a cache of encoded
 * videos and bundles that can be swapped while it runs. A request waits in the queue, finds its video in the cache or
 * encodes it, runs its queries in batches and reports its times to listeners.
 */
@NullMarked
package io.github.osgnet4j.runtime.service;

import org.jspecify.annotations.NullMarked;

/** The network as the official code computes it, to measure against: made of what training keeps to its package. */
@NullMarked
package io.github.osgnet4j.train;

import org.jspecify.annotations.NullMarked;

/**
 * The network in DJL on PyTorch: its operations with gradients, losses, the optimiser, and the trainer with its checkpoints and
 * metrics.
 */
@NullMarked
package io.github.osgnet4j.train;

import org.jspecify.annotations.NullMarked;

/** Files of weights, safetensors or official checkpoints; and the order of tensors in an official state dict. */
@NullMarked
package io.github.osgnet4j.data.weights;

import org.jspecify.annotations.NullMarked;

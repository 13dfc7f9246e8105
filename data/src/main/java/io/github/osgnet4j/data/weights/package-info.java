/** Files of weights, safetensors or official checkpoints; and the order of tensors in an official state dict. */
package io.github.osgnet4j.data.weights;

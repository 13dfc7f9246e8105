/**
 * Weights of the network in safetensors and official checkpoints, matched by name and shape with what a config asks for.
 */
package io.github.osgnet4j.data.weights;

/**
 * The network, stated once as functions over an algebra of tensor operations ({@link io.github.osgnet4j.network.Ops}): training reads the
 * tensors as arrays of PyTorch, the export as values of an ONNX graph, and the plain interpreter
 * ({@link io.github.osgnet4j.network.FloatOps}), the oracle of both, as float arrays. Parameters have PyTorch's names. Uses the JDK alone.
 */
@NullMarked
package io.github.osgnet4j.network;

import org.jspecify.annotations.NullMarked;

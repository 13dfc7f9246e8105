/**
 * A network and its weights as a bundle: the algebra of operations read as nodes of ONNX graphs, for a CPU or a GPU, in float32,
 * fp16 or int8; the manifest; and samples computed by the plain interpreter, on which the bundle is run before it counts as exported.
 */
@NullMarked
package io.github.osgnet4j.export;

import org.jspecify.annotations.NullMarked;

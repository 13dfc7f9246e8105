/**
 * ONNX graphs with typed values: every node is checked, and the shape of its outputs inferred, where it is made. Misuse throws
 * {@link io.github.osgnet4j.export.onnx.GraphException}.
 */
@NullMarked
package io.github.osgnet4j.export.onnx;

import org.jspecify.annotations.NullMarked;

/** The selective scan of a CPU as an operator of ONNX Runtime in C, compiled where the artifact was built. */
@NullMarked
package io.github.osgnet4j.scan;

import org.jspecify.annotations.NullMarked;

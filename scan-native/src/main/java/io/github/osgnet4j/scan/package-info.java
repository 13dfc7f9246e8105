/** The selective scan of a CPU, norms and GELU as operators of ONNX Runtime in C, compiled where the artifact was built. */
@NullMarked
package io.github.osgnet4j.scan;

import org.jspecify.annotations.NullMarked;

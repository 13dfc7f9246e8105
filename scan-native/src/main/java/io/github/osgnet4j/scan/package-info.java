/** The selective scan of a CPU as an operator of ONNX Runtime in C, compiled where the artifact was built. */
package io.github.osgnet4j.scan;

/**
 * Computes features from pixels and words: videos are decoded in a child process, and frames and texts run through
 * networks, which are ONNX files in folders with an {@code encoder.json}.
 */
@NullMarked
package io.github.osgnet4j.encoders;

import org.jspecify.annotations.NullMarked;

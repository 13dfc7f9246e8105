/**
 * Pixels and words to features: videos are decoded in a child process, frames and texts run through networks that lie as
 * ONNX files in folders, each with an {@code encoder.json}.
 */
@NullMarked
package io.github.osgnet4j.encoders;

import org.jspecify.annotations.NullMarked;

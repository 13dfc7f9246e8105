/**
 * ONNX Runtime in this process: its only environment, runs that another thread can stop, and resources that are freed
 * when they are no longer used.
 */
@NullMarked
package io.github.osgnet4j.runtime.session;

import org.jspecify.annotations.NullMarked;

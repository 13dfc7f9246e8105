/**
 * ONNX Runtime in this process: its one environment, runs that another thread can stop, and resources that are freed when
 * nobody uses them any more.
 */
@NullMarked
package io.github.osgnet4j.runtime.session;

import org.jspecify.annotations.NullMarked;

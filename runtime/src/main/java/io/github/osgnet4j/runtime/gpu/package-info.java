/**
 * NVIDIA GPUs: {@link io.github.osgnet4j.runtime.gpu.GpuOptions} say how one is used, the rest puts CUDA and TensorRT into
 * sessions of ONNX Runtime and keeps TensorRT's engines.
 */
@NullMarked
package io.github.osgnet4j.runtime.gpu;

import org.jspecify.annotations.NullMarked;

package io.github.osgnet4j.runtime.gpu;

import io.github.osgnet4j.runtime.bundle.Precision;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Options of ONNX Runtime's providers. */
final class ProviderOptions {

    private static final String ON = "1";
    private static final String OFF = "0";

    private ProviderOptions() {}

    /** For CUDA. */
    static Map<String, String> cuda(GpuOptions gpu) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("device_id", Integer.toString(gpu.deviceId()));
        // TF32 keeps 10 bits of the mantissa: too few for results equal to the CPU's.
        options.put("use_tf32", gpu.tf32() ? ON : OFF);
        // An exhaustive search would measure every new length of a video.
        options.put("cudnn_conv_algo_search", "HEURISTIC");
        // Doubling the arena at every longer video would take far more than is used.
        options.put("arena_extend_strategy", "kSameAsRequested");
        if (gpu.memoryLimit() > 0) {
            options.put("gpu_mem_limit", Long.toString(gpu.memoryLimit()));
        }
        return options;
    }

    /**
     * For an engine of TensorRT.
     *
     * @param kind numbers of the graph; without leave to use half precision, TensorRT builds no engine of a graph in it
     * @param inputs of the graph by name, the axes of each
     */
    static Map<String, String> tensorRt(
            GpuOptions gpu,
            Precision.Kind kind,
            ShapeProfile profile,
            Map<String, List<String>> inputs,
            Path engines,
            Path timing) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("device_id", Integer.toString(gpu.deviceId()));
        options.put("trt_engine_cache_enable", ON);
        options.put("trt_engine_cache_path", engines.toString());
        options.put("trt_timing_cache_enable", ON);
        options.put("trt_timing_cache_path", timing.toString());
        if (kind == Precision.Kind.FP16) {
            options.put("trt_fp16_enable", ON);
            options.put("trt_layer_norm_fp32_fallback", ON);
        }
        if (gpu.memoryLimit() > 0) {
            options.put("trt_max_workspace_size", Long.toString(gpu.memoryLimit()));
        }
        options.putAll(profile.options(inputs));
        return options;
    }

    /** The numbers in which TensorRT computes a graph, which options and environment decide together. */
    static String numbers(GpuOptions gpu, Precision.Kind kind, Map<String, String> environment) {
        String single = gpu.tf32() || tf32InTensorRt(environment) ? "tf32" : "fp32";
        return kind == Precision.Kind.FP16 ? "fp16-" + single : single;
    }

    /** Whether TensorRT uses TF32 by itself: only the environment can forbid it. */
    static boolean tf32InTensorRt(Map<String, String> environment) {
        return !"0".equals(environment.get("NVIDIA_TF32_OVERRIDE"));
    }
}

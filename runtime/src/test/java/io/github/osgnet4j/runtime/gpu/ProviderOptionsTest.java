package io.github.osgnet4j.runtime.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.osgnet4j.runtime.bundle.Manifest.Dimensions;
import io.github.osgnet4j.runtime.bundle.Precision.Kind;
import io.github.osgnet4j.runtime.gpu.GpuOptions.EngineLimits;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ONNX Runtime's providers are told for given settings, to the letter. */
class ProviderOptionsTest {

    private static final Dimensions DIMENSIONS =
            new Dimensions(2304, 768, 512, 512, 1, 2304, 256, List.of(1, 2, 4), false);

    @Test
    void cudaByDefault() {
        assertEquals(
                Map.of(
                        "device_id", "0",
                        "use_tf32", "0",
                        "cudnn_conv_algo_search", "HEURISTIC",
                        "arena_extend_strategy", "kSameAsRequested"),
                ProviderOptions.cuda(GpuOptions.DEFAULT));
    }

    @Test
    void cudaOnAnotherDeviceWithTf32AndALimit() {
        GpuOptions gpu = GpuOptions.DEFAULT.withDeviceId(2).withTf32(true).withMemoryLimit(6L << 30);
        assertEquals(
                Map.of(
                        "device_id", "2",
                        "use_tf32", "1",
                        "cudnn_conv_algo_search", "HEURISTIC",
                        "arena_extend_strategy", "kSameAsRequested",
                        "gpu_mem_limit", "6442450944"),
                ProviderOptions.cuda(gpu));
    }

    private static Map<String, List<String>> inputs() {
        Map<String, List<String>> inputs = new LinkedHashMap<>();
        inputs.put("video", List.of("V", "T", "512"));
        inputs.put("text", List.of("B", "L", "512"));
        inputs.put("token_counts", List.of("B"));
        inputs.put("objects", List.of("K", "512"));
        inputs.put("object_numbers", List.of("B", "S", "O"));
        inputs.put("object_rows", List.of("B", "N"));
        inputs.put("object_steps", List.of("B", "M"));
        return inputs;
    }

    @Test
    void tensorRtForABucketOfVideos() {
        ShapeProfile profile = ShapeProfile.of(900, 8, DIMENSIONS, EngineLimits.DEFAULT);
        Map<String, String> expected = new LinkedHashMap<>();
        expected.put("device_id", "0");
        expected.put("trt_engine_cache_enable", "1");
        expected.put("trt_engine_cache_path", "engines");
        expected.put("trt_timing_cache_enable", "1");
        expected.put("trt_timing_cache_path", "timing");
        expected.put(
                "trt_profile_min_shapes",
                "object_numbers:1x513x1,object_rows:1x1,object_steps:1x1,objects:1x512,text:1x1x512,token_counts:1,video:1x513x512");
        expected.put(
                "trt_profile_opt_shapes",
                "object_numbers:8x1024x4,object_rows:8x256,object_steps:8x256,objects:64x512,text:8x16x512,token_counts:8,video:1x1024x512");
        expected.put(
                "trt_profile_max_shapes",
                "object_numbers:8x1024x16,object_rows:8x16384,object_steps:8x1024,objects:512x512,text:8x64x512,token_counts:8,video:1x1024x512");
        assertEquals(
                expected,
                ProviderOptions.tensorRt(
                        GpuOptions.DEFAULT, Kind.FP32, profile, inputs(), Path.of("engines"), Path.of("timing")));
    }

    @Test
    void tensorRtWithAMemoryLimit() {
        ShapeProfile profile = ShapeProfile.of(900, 8, DIMENSIONS, EngineLimits.DEFAULT);
        Map<String, String> options = ProviderOptions.tensorRt(
                GpuOptions.DEFAULT.withMemoryLimit(1000), Kind.FP32, profile, inputs(), Path.of("e"), Path.of("t"));
        assertEquals("1000", options.get("trt_max_workspace_size"));
    }

    @Test
    void tensorRtMayUseHalfPrecisionWhereTheGraphDoes() {
        ShapeProfile profile = ShapeProfile.of(900, 8, DIMENSIONS, EngineLimits.DEFAULT);
        Path folder = Path.of("e");
        Map<String, String> half =
                ProviderOptions.tensorRt(GpuOptions.DEFAULT, Kind.FP16, profile, inputs(), folder, folder);
        Map<String, String> single =
                ProviderOptions.tensorRt(GpuOptions.DEFAULT, Kind.FP32, profile, inputs(), folder, folder);
        half.entrySet().removeAll(single.entrySet());
        assertEquals(Map.of("trt_fp16_enable", "1", "trt_layer_norm_fp32_fallback", "1"), half);
    }

    @Test
    void enginesOfHalfPrecisionLieApart() {
        Map<String, String> environment = Map.of("NVIDIA_TF32_OVERRIDE", "0");
        assertEquals("fp16-fp32", ProviderOptions.numbers(GpuOptions.DEFAULT, Kind.FP16, environment));
        assertEquals("fp16-tf32", ProviderOptions.numbers(GpuOptions.DEFAULT, Kind.FP16, Map.of()));
    }

    @ParameterizedTest
    @CsvSource({"false, 0, fp32", "false, 1, tf32", "false, , tf32", "true, 0, tf32"})
    void onlyTheEnvironmentKeepsTensorRtFromTf32(boolean asked, String override, String numbers) {
        Map<String, String> environment = override == null ? Map.of() : Map.of("NVIDIA_TF32_OVERRIDE", override);
        assertEquals(numbers, ProviderOptions.numbers(GpuOptions.DEFAULT.withTf32(asked), Kind.FP32, environment));
    }
}

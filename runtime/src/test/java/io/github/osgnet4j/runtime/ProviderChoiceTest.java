package io.github.osgnet4j.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.runtime.bundle.Target;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One line says what runs the graphs, and why. */
class ProviderChoiceTest {

    private static ProviderChoice choice(Provider asked, Provider chosen, Target target, String... reasons) {
        return new ProviderChoice(asked, chosen, 1, target, List.of(reasons));
    }

    private static void assertLine(String expected, ProviderChoice choice) {
        assertEquals(Optional.of(expected), choice.line());
    }

    @Test
    void theCpuThatWasAskedForNeedsNoWord() {
        assertEquals(
                Optional.empty(), choice(Provider.CPU, Provider.CPU, Target.GPU).line());
    }

    @Test
    void aGpuThatWorks() {
        assertLine("Running on cuda, GPU 1: as asked for", choice(Provider.CUDA, Provider.CUDA, Target.GPU));
        assertLine(
                "Running on cuda, GPU 1: a GPU comes first where one works",
                choice(Provider.AUTO, Provider.CUDA, Target.GPU));
        assertFalse(choice(Provider.CUDA, Provider.CUDA, Target.GPU).disappoints());
    }

    @Test
    void aBundleLaidOutForACpuOnAGpu() {
        assertLine(
                "Running on tensorrt, GPU 1: as asked for; this bundle is laid out for a CPU, one exported with"
                        + " --target gpu is faster here",
                choice(Provider.TENSORRT, Provider.TENSORRT, Target.CPU));
    }

    @Test
    void aFallbackNamesEveryProviderThatDoesNotWork() {
        ProviderChoice choice = choice(
                Provider.TENSORRT,
                Provider.CPU,
                Target.CPU,
                "tensorrt: no libnvinfer.so.10",
                "cuda: no libcudart.so.12");
        assertLine(
                "Running on cpu instead of tensorrt (tensorrt: no libnvinfer.so.10; cuda: no libcudart.so.12)", choice);
        assertTrue(choice.disappoints());
    }

    @Test
    void aMissingLibraryIsNamedWithoutTheDetoursOfOnnxRuntime() {
        assertEquals(
                "cuda: libcublasLt.so.12: cannot open shared object file: No such file or directory, which"
                        + " libonnxruntime_providers_cuda.so needs",
                ProviderChoice.reason(
                        Provider.CUDA,
                        "Error code - ORT_FAIL - message: /src/core/session/provider_bridge_ort.cc:1988"
                                + " onnxruntime::Provider& onnxruntime::ProviderLibrary::Get() [ONNXRuntimeError] : 1 :"
                                + " FAIL : Failed to load library /tmp/java1/libonnxruntime_providers_cuda.so with error:"
                                + " libcublasLt.so.12: cannot open shared object file: No such file or directory\n"));
    }

    @Test
    void otherReasonsAreOneLineToo() {
        assertEquals(
                "cuda: no CUDA-capable device is detected",
                ProviderChoice.reason(
                        Provider.CUDA, "Error code - ORT_EP_FAIL - message: no CUDA-capable\n device is detected\n"));
        assertEquals("tensorrt: not in this build", ProviderChoice.reason(Provider.TENSORRT, "not in this build"));
    }

    @Test
    void autoFallsBackWithoutDisappointing() {
        ProviderChoice choice = choice(Provider.AUTO, Provider.CPU, Target.GPU, "cuda: no GPU");
        assertLine("Running on cpu instead of cuda (cuda: no GPU)", choice);
        assertFalse(choice.disappoints());
    }
}

package io.github.osgnet4j.runtime.gpu;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import io.github.osgnet4j.runtime.session.OnnxRuntimeEnvironment;
import java.util.Map;
import org.apiguardian.api.API;

/** Adds ONNX Runtime's providers for NVIDIA GPUs to session options. */
@API(status = API.Status.EXPERIMENTAL)
public final class GpuProviders {

    private GpuProviders() {}

    /**
     * Adds CUDA.
     *
     * @throws OrtException if this build of ONNX Runtime or this machine lacks it; the message says what
     */
    public static void addCuda(SessionOptions session, GpuOptions gpu) throws OrtException {
        requireBuiltIn(OrtProvider.CUDA);
        // Memory patterns are kept for every shape ever seen: with videos of any length they only grow.
        session.setMemoryPatternOptimization(false);
        try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(gpu.deviceId())) {
            for (Map.Entry<String, String> option : ProviderOptions.cuda(gpu).entrySet()) {
                cuda.add(option.getKey(), option.getValue());
            }
            session.addCUDA(cuda);
        }
    }

    /**
     * Adds TensorRT, and CUDA behind it for what TensorRT leaves.
     *
     * @throws OrtException if this build of ONNX Runtime or this machine lacks one of them
     */
    static void addTensorRt(SessionOptions session, GpuOptions gpu, Map<String, String> options) throws OrtException {
        requireBuiltIn(OrtProvider.TENSOR_RT);
        try (OrtTensorRTProviderOptions tensorRt = new OrtTensorRTProviderOptions(gpu.deviceId())) {
            for (Map.Entry<String, String> option : options.entrySet()) {
                tensorRt.add(option.getKey(), option.getValue());
            }
            session.addTensorrt(tensorRt);
        }
        addCuda(session, gpu);
    }

    /**
     * Loads TensorRT into the process, without any graph.
     *
     * @throws OrtException if it is missing
     */
    public static void loadTensorRt(GpuOptions gpu) throws OrtException {
        try (SessionOptions session = new SessionOptions()) {
            addTensorRt(session, gpu, Map.of());
        }
    }

    private static void requireBuiltIn(OrtProvider provider) throws OrtException {
        // Without it, a provider that does not load has nowhere to say why.
        OnnxRuntimeEnvironment.get();
        if (!OrtEnvironment.getAvailableProviders().contains(provider)) {
            throw new OrtException("not in this build of ONNX Runtime; put onnxruntime_gpu in place of onnxruntime");
        }
    }
}

package io.github.osgnet4j.runtime.gpu;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.github.osgnet4j.runtime.bundle.Precision;
import io.github.osgnet4j.runtime.session.OnnxRuntimeEnvironment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds TensorRT engines, or loads them from the cache.
 *
 * @param graph file
 * @param key of the graph in the cache
 * @param kind numbers of the graph
 * @param sessionOptions fresh ones, without a provider
 */
record EngineBuilder(
        Path graph,
        String key,
        Precision.Kind kind,
        EngineCache cache,
        GpuOptions gpu,
        TensorRtEngines.Options sessionOptions)
        implements TensorRtEngines.Builder {

    private static final Logger LOG = LoggerFactory.getLogger(EngineBuilder.class);

    @Override
    public OrtSession build(ShapeProfile profile, Map<String, List<String>> inputs) throws OrtException {
        Map<String, String> environment = System.getenv();
        Path folder = cache.engines(key, ProviderOptions.numbers(gpu, kind, environment), profile);
        try {
            EngineCache.create(folder);
            EngineCache.create(cache.timing());
        } catch (IOException e) {
            throw new OrtException("the engine cache cannot be used: " + e.getMessage());
        }
        if (!gpu.tf32() && ProviderOptions.tf32InTensorRt(environment)) {
            LOG.warn("TensorRT computes in TF32, as NVIDIA_TF32_OVERRIDE=0 is not set; results differ from a CPU's");
        }
        if (!EngineCache.holdsEngine(folder)) {
            LOG.info(
                    "TensorRT builds an engine for {}, which can take minutes; it is kept in {}",
                    profile.name(),
                    folder);
        }
        long start = System.nanoTime();
        try (SessionOptions options = sessionOptions.create()) {
            Map<String, String> settings = ProviderOptions.tensorRt(gpu, kind, profile, inputs, folder, cache.timing());
            GpuProviders.addTensorRt(options, gpu, settings);
            OrtSession session = OnnxRuntimeEnvironment.get().createSession(graph.toString(), options);
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
            LOG.info("TensorRT engine for {} ready after {} s", profile.name(), seconds);
            return session;
        }
    }
}

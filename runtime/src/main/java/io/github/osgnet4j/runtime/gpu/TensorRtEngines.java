package io.github.osgnet4j.runtime.gpu;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import io.github.osgnet4j.runtime.bundle.Bundle;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.session.OnnxRuntimeEnvironment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import org.apiguardian.api.API;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TensorRT engines of one graph, one for each bucket of video lengths, built when the first input of its bucket
 * arrives. Inputs that no engine takes run on the fallback session.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class TensorRtEngines implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TensorRtEngines.class);

    private final OrtSession fallback;
    private final Map<String, List<String>> axes;
    private final IntFunction<ShapeProfile> profiles;
    private final Builder builder;
    private final Map<String, Optional<OrtSession>> built = new ConcurrentHashMap<>();

    /** Makes the engine of a profile, or loads it from the cache. */
    @FunctionalInterface
    interface Builder {
        OrtSession build(ShapeProfile profile, Map<String, List<String>> inputs) throws OrtException;
    }

    /** Makes options of a session, without a provider; the caller closes them. */
    @FunctionalInterface
    public interface Options {
        /** Fresh options. */
        SessionOptions create() throws OrtException;
    }

    /**
     * The engines of a bundle's query graph, to be made as inputs come or found in the cache. TensorRT must be loaded.
     *
     * @param session of the query graph, takes inputs of any size
     * @param batchSize queries at once, 0 for as many as {@link GpuOptions#batchSize} says
     */
    public static TensorRtEngines of(OrtSession session, Bundle bundle, GpuOptions gpu, int batchSize, Options options)
            throws OrtException {
        EngineCache cache = EngineCache.of(
                gpu.engineCache(), OnnxRuntimeEnvironment.get().getVersion(), EngineCache.loadedFiles().stream());
        Manifest manifest = bundle.manifest();
        EngineBuilder builder = new EngineBuilder(
                bundle.file(Manifest.QUERY_GRAPH),
                EngineCache.key(manifest),
                manifest.precision().kind(),
                cache,
                gpu,
                options);
        return new TensorRtEngines(
                session,
                steps -> ShapeProfile.of(
                        steps, GpuOptions.batchSize(batchSize, steps), manifest.dimensions(), gpu.engineLimits()),
                builder);
    }

    /**
     * No engine yet.
     *
     * @param fallback a session of the same graph that takes inputs of any size
     * @param profiles for a video of so many steps
     */
    TensorRtEngines(OrtSession fallback, IntFunction<ShapeProfile> profiles, Builder builder) throws OrtException {
        this.fallback = fallback;
        this.axes = axes(fallback.getInputInfo());
        this.profiles = profiles;
        this.builder = builder;
    }

    /** The session to run these inputs on. If it has to be built first, that takes minutes. */
    public OrtSession session(Map<String, OnnxTensor> inputs) {
        Map<String, Long> sizes = sizes(inputs);
        Optional<ShapeProfile> profile = ShapeProfile.steps(sizes).map(profiles::apply);
        if (profile.isEmpty() || !profile.get().covers(sizes)) {
            LOG.debug("No TensorRT engine covers the sizes {}; this query runs on CUDA", sizes);
            return fallback;
        }
        return engine(profile.get()).orElse(fallback);
    }

    private Optional<OrtSession> engine(ShapeProfile profile) {
        Optional<OrtSession> known = built.get(profile.name());
        return known != null ? known : build(profile);
    }

    private synchronized Optional<OrtSession> build(ShapeProfile profile) {
        return built.computeIfAbsent(profile.name(), name -> {
            try {
                return Optional.of(builder.build(profile, axes));
            } catch (OrtException | IllegalArgumentException e) {
                LOG.warn("TensorRT makes no engine for {}; such queries run on CUDA ({})", name, e.getMessage());
                return Optional.empty();
            }
        });
    }

    private Map<String, Long> sizes(Map<String, OnnxTensor> inputs) {
        Map<String, Long> sizes = new HashMap<>();
        inputs.forEach((name, tensor) -> {
            long[] shape = tensor.getInfo().getShape();
            List<String> symbols = axes.get(name);
            for (int i = 0; symbols != null && i < symbols.size(); i++) {
                if (!isNumber(symbols.get(i))) {
                    sizes.merge(symbols.get(i), shape[i], Math::max);
                }
            }
        });
        return sizes;
    }

    private static boolean isNumber(String axis) {
        return !axis.isEmpty() && Character.isDigit(axis.charAt(0));
    }

    /** The axes of each input: the number where it is fixed, else the name the graph gives it. */
    private static Map<String, List<String>> axes(Map<String, NodeInfo> inputs) {
        Map<String, List<String>> axes = new HashMap<>();
        inputs.forEach((name, node) -> {
            List<String> names = new ArrayList<>();
            if (node.getInfo() instanceof TensorInfo info) {
                for (int i = 0; i < info.getShape().length; i++) {
                    long length = info.getShape()[i];
                    names.add(length >= 0 ? Long.toString(length) : info.getDimensionNames()[i]);
                }
            }
            axes.put(name, names);
        });
        return axes;
    }

    @Override
    public void close() {
        built.values()
                .forEach(engine -> engine.ifPresent(session -> {
                    try {
                        session.close();
                    } catch (OrtException e) {
                        LOG.warn("A TensorRT engine cannot be closed: {}", e.getMessage());
                    }
                }));
        built.clear();
    }
}

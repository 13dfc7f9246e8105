package io.github.osgnet4j.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import io.github.osgnet4j.runtime.bundle.Bundle;
import io.github.osgnet4j.runtime.error.BundleException;
import io.github.osgnet4j.runtime.error.InferenceException;
import io.github.osgnet4j.runtime.gpu.GpuProviders;
import io.github.osgnet4j.runtime.gpu.TensorRtEngines;
import io.github.osgnet4j.runtime.session.NativeScan;
import io.github.osgnet4j.runtime.session.OnnxRuntimeEnvironment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The graphs of a bundle, loaded on one provider.
 *
 * @param nativeScan whether the selective scan, and with it the filter before it, norms and GELU, runs in native code
 *     instead of nodes of the graphs
 */
record Sessions(Provider provider, boolean nativeScan, Graph video, Graph text, Graph query, Optional<Graph> objects)
        implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Grounder.class);

    /**
     * Loads the graphs on the best provider that works; says once, in the log, why a better one does not.
     *
     * @param traces folder for ONNX Runtime's profiles, if they are wanted
     * @throws BundleException if ONNX Runtime refuses a graph on the CPU too, or a graph is not of the bundle's network
     */
    static Sessions open(Bundle bundle, GrounderOptions options, Optional<Path> traces) {
        // Before any other of its classes, which would unpack the libraries anew.
        OnnxRuntimeEnvironment.get();
        List<String> reasons = new ArrayList<>();
        for (Provider provider : options.provider().candidates()) {
            try {
                Sessions sessions = load(bundle, options, provider, traces);
                log(new ProviderChoice(
                        options.provider(),
                        provider,
                        options.gpu().deviceId(),
                        bundle.manifest().target(),
                        reasons));
                return sessions;
            } catch (OrtException e) {
                reasons.add(ProviderChoice.reason(provider, e.getMessage()));
            } catch (RefusedGraphException e) {
                if (provider == Provider.CPU) {
                    throw new BundleException(e.file, "ONNX Runtime refuses the graph: " + e.getMessage(), e);
                }
                reasons.add(ProviderChoice.reason(provider, e.getMessage()));
            }
        }
        throw new InferenceException("ONNX Runtime does not start: " + String.join("; ", reasons), null);
    }

    /** Whether one run takes several queries. */
    boolean batched() {
        return query.inputs().get("token_counts").getInfo() instanceof TensorInfo info && info.getShape()[0] != 1;
    }

    @Override
    public void close() {
        objects.ifPresent(Graph::close);
        query.close();
        text.close();
        video.close();
    }

    private static Sessions load(Bundle bundle, GrounderOptions options, Provider provider, Optional<Path> traces)
            throws OrtException, RefusedGraphException {
        List<Graph> opened = new ArrayList<>();
        boolean complete = false;
        if (provider == Provider.TENSORRT) {
            GpuProviders.loadTensorRt(options.gpu());
        }
        try (SessionOptions sessionOptions = sessionOptions(options, provider)) {
            boolean nativeScan = provider == Provider.CPU
                    && NativeScan.register(sessionOptions, bundle.manifest().scansInOneNode());
            for (String name : bundle.manifest().dimensions().graphs()) {
                if (traces.isPresent()) {
                    String graphName = name.substring(0, name.lastIndexOf('.'));
                    sessionOptions.enableProfiling(
                            traces.get().resolve(graphName).toString());
                }
                Graph graph = load(bundle.file(name), sessionOptions);
                opened.add(graph);
                GraphSignature.of(name, bundle.manifest()).check(bundle.file(name), graph);
            }
            if (provider == Provider.TENSORRT) {
                opened.set(2, accelerated(bundle, options, opened.get(2)));
            }
            complete = true;
            Optional<Graph> objects = opened.size() > 3 ? Optional.of(opened.get(3)) : Optional.empty();
            return new Sessions(provider, nativeScan, opened.get(0), opened.get(1), opened.get(2), objects);
        } finally {
            if (!complete) {
                opened.forEach(Graph::close);
            }
        }
    }

    private static Graph load(Path file, SessionOptions options) throws RefusedGraphException {
        OrtEnvironment environment = OnnxRuntimeEnvironment.get();
        try {
            OrtSession session = environment.createSession(file.toString(), options);
            return new Graph(file.getFileName().toString(), environment, session);
        } catch (OrtException e) {
            throw new RefusedGraphException(file, e);
        }
    }

    private static SessionOptions sessionOptions(GrounderOptions options, Provider provider) throws OrtException {
        SessionOptions session = new SessionOptions();
        boolean complete = false;
        try {
            session.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            int threads = options.intraOpThreads();
            session.setIntraOpNumThreads(
                    threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
            session.setInterOpNumThreads(options.interOpThreads());
            if (options.interOpThreads() > 1) {
                session.setExecutionMode(SessionOptions.ExecutionMode.PARALLEL);
            }
            String spinning = options.spinning() ? "1" : "0";
            session.addConfigEntry("session.intra_op.allow_spinning", spinning);
            session.addConfigEntry("session.inter_op.allow_spinning", spinning);
            session.setOptimizationLevel(
                    switch (options.optimization()) {
                        case NONE -> SessionOptions.OptLevel.NO_OPT;
                        case BASIC -> SessionOptions.OptLevel.BASIC_OPT;
                        case EXTENDED -> SessionOptions.OptLevel.EXTENDED_OPT;
                        case ALL -> SessionOptions.OptLevel.ALL_OPT;
                    });
            addProvider(session, options, provider);
            complete = true;
            return session;
        } finally {
            if (!complete) {
                session.close();
            }
        }
    }

    private static void addProvider(SessionOptions session, GrounderOptions options, Provider provider)
            throws OrtException {
        switch (provider) {
            case TENSORRT, CUDA -> GpuProviders.addCuda(session, options.gpu());
            case PLUGIN ->
                PluginDevices.add(
                        session, options.plugin().orElseThrow(), options.gpu().deviceId());
            case CPU, AUTO -> {}
        }
    }

    /**
     * The query graph with engines of TensorRT. The others run on CUDA alone: they take little time, and shapes inside them
     * depend on the values of their inputs, which engines handle badly.
     */
    private static Graph accelerated(Bundle bundle, GrounderOptions options, Graph query) throws OrtException {
        return query.with(TensorRtEngines.of(
                query.session(),
                bundle,
                options.gpu(),
                options.batchSize(),
                () -> sessionOptions(options, Provider.CPU)));
    }

    private static void log(ProviderChoice choice) {
        choice.line().ifPresent(choice.disappoints() ? LOG::warn : LOG::info);
    }

    /** A graph that ONNX Runtime does not load on some provider. */
    private static final class RefusedGraphException extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient Path file;

        RefusedGraphException(Path file, OrtException cause) {
            super(cause.getMessage(), cause);
            this.file = file;
        }
    }
}

package io.github.osgnet4j.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The three graphs of a bundle, loaded on one provider. */
record Sessions(Provider provider, Graph video, Graph text, Graph query) implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Grounder.class);

    /**
     * Loads the graphs on the best provider that works; says once, in the log, why a better one does not.
     *
     * @param traces where ONNX Runtime writes down what it runs, if anywhere
     * @throws BundleException if ONNX Runtime refuses a graph on the CPU too, or a graph is not of the bundle's network
     */
    static Sessions open(Bundle bundle, GrounderOptions options, Optional<Path> traces) {
        List<String> reasons = new ArrayList<>();
        for (Provider provider : options.provider().candidates()) {
            try {
                Sessions sessions = load(bundle, options, provider, traces);
                logFallback(options, provider, reasons);
                return sessions;
            } catch (OrtException e) {
                reasons.add(provider + ": " + e.getMessage());
            } catch (RefusedGraphException e) {
                if (provider == Provider.CPU) {
                    throw new BundleException(e.file, "ONNX Runtime refuses the graph: " + e.getMessage(), e);
                }
                reasons.add(provider + ": " + e.getMessage());
            }
        }
        throw new InferenceException("ONNX Runtime does not start: " + String.join("; ", reasons), null);
    }

    @Override
    public void close() {
        query.close();
        text.close();
        video.close();
    }

    private static Sessions load(Bundle bundle, GrounderOptions options, Provider provider, Optional<Path> traces)
            throws OrtException, RefusedGraphException {
        List<Graph> opened = new ArrayList<>();
        boolean complete = false;
        try (SessionOptions sessionOptions = sessionOptions(options, provider)) {
            for (String name : List.of(Manifest.VIDEO_GRAPH, Manifest.TEXT_GRAPH, Manifest.QUERY_GRAPH)) {
                if (traces.isPresent()) {
                    String graphName = name.substring(0, name.lastIndexOf('.'));
                    sessionOptions.enableProfiling(
                            traces.get().resolve(graphName).toString());
                }
                Graph graph = load(bundle.file(name), sessionOptions);
                opened.add(graph);
                GraphSignature.of(name, bundle.manifest().dimensions()).check(bundle.file(name), graph);
            }
            complete = true;
            return new Sessions(provider, opened.get(0), opened.get(1), opened.get(2));
        } finally {
            if (!complete) {
                opened.forEach(Graph::close);
            }
        }
    }

    private static Graph load(Path file, SessionOptions options) throws RefusedGraphException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
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
            case TENSORRT -> {
                requireBuiltIn(OrtProvider.TENSOR_RT);
                try (OrtTensorRTProviderOptions tensorRt = new OrtTensorRTProviderOptions(options.deviceId())) {
                    session.addTensorrt(tensorRt);
                }
                addCuda(session, options);
            }
            case CUDA -> addCuda(session, options);
            case CPU, AUTO -> {}
        }
    }

    private static void addCuda(SessionOptions session, GrounderOptions options) throws OrtException {
        requireBuiltIn(OrtProvider.CUDA);
        // Memory patterns are kept for every shape ever seen: with videos of any length they only grow.
        session.setMemoryPatternOptimization(false);
        try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(options.deviceId())) {
            // TF32 keeps 10 bits of the mantissa: too few for results equal to the CPU's.
            cuda.add("use_tf32", "0");
            cuda.add("cudnn_conv_algo_search", "HEURISTIC");
            session.addCUDA(cuda);
        }
    }

    private static void requireBuiltIn(OrtProvider provider) throws OrtException {
        if (!OrtEnvironment.getAvailableProviders().contains(provider)) {
            throw new OrtException("not in this build of ONNX Runtime; put onnxruntime_gpu in place of onnxruntime");
        }
    }

    private static void logFallback(GrounderOptions options, Provider provider, List<String> reasons) {
        if (!reasons.isEmpty()) {
            String message = "Running on {} instead of {} ({})";
            String why = String.join("; ", reasons);
            if (options.provider() == Provider.AUTO) {
                LOG.info(message, provider, options.provider().candidates().get(0), why);
            } else {
                LOG.warn(message, provider, options.provider(), why);
            }
        } else if (provider == Provider.TENSORRT) {
            LOG.info("TensorRT builds an engine at the first run of each shape, which can take minutes");
        }
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

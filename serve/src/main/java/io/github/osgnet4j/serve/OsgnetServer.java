package io.github.osgnet4j.serve;

import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Grounding over HTTP. A server listens as soon as it is started, answers when its models are loaded, and finishes
 * running requests when it is closed. Its API is described in its {@code /openapi.yaml}.
 */
public final class OsgnetServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OsgnetServer.class);

    /** Threads besides those of the requests that are answered: selectors, and health under load. */
    private static final int SPARE_THREADS = 24;

    /** After which threads that an onrush took are given back. */
    private static final int THREAD_IDLE_MILLIS = 10_000;

    /** Bytes of a request's line and headers. */
    private static final int HEADER_BYTES = 8 << 10;

    /** Clip ids are compared and never resolved, so that no encoding of a path is dangerous. */
    private static final UriCompliance PATHS = UriCompliance.DEFAULT.with(
            "ids",
            UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
            UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
            UriCompliance.Violation.SUSPICIOUS_PATH_CHARACTERS);

    private final ServerSettings settings;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AtomicReference<Optional<Backend>> backend = new AtomicReference<>(Optional.empty());
    private final Server server;
    private final ServerConnector connector;
    private final Router router;
    private final Connections connections;
    private final TokenCheck tokens;
    private final Optional<Tls> tls;
    private final Optional<AuditLog> audit;
    private final Object reloading = new Object();
    private boolean closed;

    OsgnetServer(ServerSettings settings) {
        this.settings = settings;
        Limits limits = settings.limits();
        this.tokens = TokenCheck.of(settings.token(), settings.tokenFile());
        this.tls = settings.tls().map(Tls::new);
        Optional<BundleRoot> root = settings.bundleRoot().map(BundleRoot::new);
        requireAdmin(root);
        this.audit = settings.audit().map(file -> AuditLog.open(file, registry));
        AccessLog log = new AccessLog(settings.accessLog());
        this.router = new Router(Stream.of(
                        new ServiceEndpoints(this::backend, registry).routes(),
                        new DataEndpoints(this::backend).routes(),
                        new SplitEndpoints(this::backend).routes(),
                        new FileEndpoints(this::backend, registry).routes(),
                        new EncodingEndpoints(this::backend).routes(),
                        new GroundingEndpoints(this::backend).routes(),
                        new InferenceEndpoints(this::backend).routes(),
                        new AdminEndpoints(this::backend, root).routes())
                .flatMap(List::stream)
                .toList());
        QueuedThreadPool threads = new QueuedThreadPool(limits.requests() + SPARE_THREADS);
        threads.setName("osgnet-http");
        threads.setIdleTimeout(
                (int) Math.min(THREAD_IDLE_MILLIS, limits.idleTimeout().toMillis()));
        threads.setMaxEvictCount(threads.getMaxThreads());
        this.server = new Server(threads);
        this.connector = connector(limits);
        server.addConnector(connector);
        this.connections = new Connections(limits, connector.getScheduler(), registry);
        connector.addBean(connections);
        server.setErrorHandler(new ProtocolErrors(connections, log));
        server.setStopTimeout(limits.grace().toMillis());
        server.setHandler(new GracefulHandler(new Gateway(
                router,
                new HostCheck(tokens.present(), settings.host()),
                tokens,
                settings.rate().map(RateLimit::new),
                settings.observing(),
                new RequestRecord(log, audit, settings.auditText()),
                connections,
                limits,
                registry)));
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /** Settings for a server. */
    public static OsgnetServerBuilder builder() {
        return new OsgnetServerBuilder();
    }

    private void requireAdmin(Optional<BundleRoot> root) {
        if (root.isPresent() && !tokens.anyAdmin()) {
            throw new ServeException(
                    "--bundles is for administrators, and there are none: mark a token as one in the file of"
                            + " --tokens, as in 'name token admin'");
        }
    }

    private ServerConnector connector(Limits limits) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(HEADER_BYTES);
        http.setUriCompliance(PATHS);
        http.setIdleTimeout(limits.idleTimeout().toMillis());
        // Jetty's own refuses names that are not in the certificate: that is for clients to judge, and probes ask an
        // address.
        tls.ifPresent(secure -> http.addCustomizer(new SecureRequestCustomizer(false)));
        HttpConnectionFactory plain = new HttpConnectionFactory(http);
        ServerConnector made = tls.map(
                        secure -> new ServerConnector(server, 1, 1, secure.connections(plain.getProtocol()), plain))
                .orElseGet(() -> new ServerConnector(server, 1, 1, plain));
        made.setHost(settings.host());
        made.setPort(settings.port());
        made.setIdleTimeout(limits.idleTimeout().toMillis());
        return made;
    }

    void listen() {
        try {
            server.start();
        } catch (Exception e) {
            closeQuietly();
            audit.ifPresent(AuditLog::close);
            throw new ServeException(
                    "Cannot listen on " + settings.host() + " port " + settings.port() + ": " + reason(e)
                            + "; --port takes another",
                    e);
        }
    }

    private static String reason(Throwable e) {
        return e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
    }

    /**
     * Opens, verifies and warms up the models; from then on requests are answered.
     *
     * @throws ServeException if data and models do not match
     * @throws io.github.osgnet4j.runtime.error.BundleException if a bundle cannot be used
     * @throws io.github.osgnet4j.data.DataException if the configured data cannot be read
     */
    public void load() {
        Backend loaded = new BackendLoader(settings, registry).load();
        boolean late;
        synchronized (this) {
            late = closed;
            if (!late) {
                backend.set(Optional.of(loaded));
            }
        }
        if (late) {
            loaded.close(Duration.ZERO);
        }
    }

    private Backend backend() {
        return backend.get()
                .orElseThrow(() -> isClosed()
                        ? new ProblemException(ProblemType.STOPPING, "The server is stopping")
                        : new ProblemException(
                                ProblemType.STARTING, "The server is loading its models, try again in a moment"));
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /**
     * Rereads the token and certificate files and reopens the audit log, as after a rotation. Running requests
     * continue; files that cannot be used are logged, and the previous contents stay in effect.
     */
    public void reload() {
        synchronized (reloading) {
            attempt(tokens::reload);
            tls.ifPresent(secure -> attempt(secure::reload));
            audit.ifPresent(log -> attempt(log::reopen));
        }
    }

    private static void attempt(Runnable reload) {
        try {
            reload.run();
        } catch (ServeException e) {
            LOG.error("Not reloaded, what was before stays: {}", e.getMessage());
        }
    }

    /** The port it listens on. */
    public int port() {
        return connector.getLocalPort();
    }

    /** The address of its page. */
    public String url() {
        String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
        return (tls.isPresent() ? "https://" : "http://") + host + ":" + port() + "/";
    }

    /** Methods and paths of the API, such as {@code GET /api/clips/{clip}}. */
    public List<String> routes() {
        return router.routes().stream()
                .map(route -> route.method() + " " + route.template())
                .toList();
    }

    /** Waits until the server is closed. */
    public void join() throws InterruptedException {
        server.join();
    }

    /**
     * Accepts no further requests, finishes those that run within the grace period, and frees everything. Closing again
     * has no effect.
     */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        long end = System.nanoTime() + settings.limits().grace().toNanos();
        if (backend.get().isPresent()) {
            LOG.info("Stopping: finishing the running requests");
        }
        connections.endStreams();
        closeQuietly();
        backend.getAndSet(Optional.empty())
                .ifPresent(loaded -> loaded.close(Duration.ofNanos(Math.max(0, end - System.nanoTime()))));
        audit.ifPresent(AuditLog::close);
        registry.close();
    }

    private void closeQuietly() {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("Some requests were not finished in time: {}", e.toString());
        }
    }
}

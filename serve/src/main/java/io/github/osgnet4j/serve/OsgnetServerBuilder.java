package io.github.osgnet4j.serve;

import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.sample.Dataset.Split;
import io.github.osgnet4j.runtime.service.GroundingService;
import io.github.osgnet4j.runtime.service.GroundingServiceBuilder;
import io.github.osgnet4j.runtime.service.ServiceSettings;
import io.micrometer.observation.ObservationRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Builds a server from its settings. Not thread-safe. */
public final class OsgnetServerBuilder {

    private static final int MEBIBYTE = 1 << 20;
    private static final int SPARE_REQUESTS = 32;

    private final List<NamedBundle> bundles = new ArrayList<>();
    private String host = "127.0.0.1";
    private int port = 8080;
    private Optional<String> token = Optional.empty();
    private Optional<TokenFile> tokenFile = Optional.empty();
    private Optional<RateLimit.Rate> rate = Optional.empty();
    private Optional<Path> audit = Optional.empty();
    private boolean auditText = true;
    private boolean accessLog;
    private Optional<Path> bundleRoot = Optional.empty();
    private Optional<PemFiles> tls = Optional.empty();
    private Observing observing = new Observing(ObservationRegistry.NOOP);
    private Optional<OsgnetConfig> config = Optional.empty();
    private Split split = Split.VAL;
    private Optional<Path> annotations = Optional.empty();
    private final List<NamedPredictions> predictions = new ArrayList<>();
    private Optional<Path> textEncoder = Optional.empty();
    private Optional<Path> videoFolder = Optional.empty();
    private Optional<Path> encoders = Optional.empty();
    private Optional<Path> ffmpeg = Optional.empty();
    private Path uploadFolder = Path.of(System.getProperty("java.io.tmpdir"));
    private Consumer<GroundingServiceBuilder> service = builder -> {};
    private Optional<Integer> requests = Optional.empty();
    private int connections = 1000;
    private long jsonBytes = 8L * MEBIBYTE;
    private long uploadBytes = 256L * MEBIBYTE;
    private long bodyMemory = Runtime.getRuntime().maxMemory() / 3;
    private Duration headerTimeout = Duration.ofSeconds(10);
    private Duration bodyTimeout = Duration.ofSeconds(60);
    private Duration idleTimeout = Duration.ofSeconds(30);
    private Duration deadline = Duration.ofSeconds(60);
    private int topK = 100;
    private int batch = 64;
    private int tokens = 512;
    private int videos = 1000;
    private long videoBytes = 2048L * MEBIBYTE;
    private double videoSeconds = 4 * 3600;
    private int encodings = 4;
    private long featureBytes = Runtime.getRuntime().maxMemory() / 4;
    private Duration grace = Duration.ofSeconds(30);

    OsgnetServerBuilder() {}

    /** Adds a bundle; the first is the default model. Each has its own workers, queue and cache. */
    public OsgnetServerBuilder model(NamedBundle bundle) {
        bundles.add(bundle);
        return this;
    }

    /** The address to listen on; by default 127.0.0.1, which can only be reached from this machine. */
    public OsgnetServerBuilder host(String host) {
        this.host = host;
        return this;
    }

    /** The port to listen on, 0 for any free port; by default 8080. */
    public OsgnetServerBuilder port(int port) {
        this.port = Bounds.within(0, 65535, "port", port);
        return this;
    }

    /** The token that requests must carry; required unless the host is only this machine. */
    public OsgnetServerBuilder token(String token) {
        this.token = Optional.of(token);
        return this;
    }

    /**
     * File with several named tokens, instead of {@link #token}: lines {@code name token} or {@code name sha256:HEX},
     * followed by {@code admin} for an administrator. It is read again by {@link OsgnetServer#reload}.
     */
    public OsgnetServerBuilder tokenFile(Path file) {
        this.tokenFile = Optional.of(new TokenFile(file, false));
        return this;
    }

    /**
     * File with one token for all clients, or its {@code sha256:HEX}, instead of {@link #tokenFile}; also read again by
     * a reload.
     */
    public OsgnetServerBuilder singleTokenFile(Path file) {
        this.tokenFile = Optional.of(new TokenFile(file, true));
        return this;
    }

    /**
     * Maximum rate of requests, for each token or, if there are none, for each address; by default unlimited.
     *
     * @param period at least one second
     */
    public OsgnetServerBuilder rate(int requests, Duration period) {
        this.rate = Optional.of(new RateLimit.Rate(requests, period));
        return this;
    }

    /**
     * File to which a line of JSON is appended for each answer to a query.
     *
     * @param text whether the lines include the text of the queries
     */
    public OsgnetServerBuilder audit(Path file, boolean text) {
        this.audit = Optional.of(file);
        this.auditText = text;
        return this;
    }

    /** Whether each request is logged at level INFO rather than DEBUG; by default not. */
    public OsgnetServerBuilder accessLog(boolean log) {
        this.accessLog = log;
        return this;
    }

    /**
     * Folder with the bundles that administrators may swap in; requires {@link #tokenFile} with a token of an
     * administrator.
     */
    public OsgnetServerBuilder bundleRoot(Path folder) {
        this.bundleRoot = Optional.of(folder);
        return this;
    }

    /**
     * Uses TLS 1.2 and 1.3 instead of plain HTTP.
     *
     * @param certificate PEM with the server's certificate first, then those of its issuers
     * @param key PEM with its key in PKCS#8, RSA or EC, not encrypted
     */
    public OsgnetServerBuilder tls(Path certificate, Path key) {
        this.tls = Optional.of(new PemFiles(certificate, key));
        return this;
    }

    /** The registry that observes requests, and encodings and runs of queries within them; by default none. */
    public OsgnetServerBuilder observations(ObservationRegistry registry) {
        this.observing = new Observing(registry);
        return this;
    }

    /** Clips and queries to offer. */
    public OsgnetServerBuilder config(OsgnetConfig config) {
        this.config = Optional.of(config);
        return this;
    }

    /** The part of the config's data; by default validation. */
    public OsgnetServerBuilder split(Split split) {
        this.split = split;
        return this;
    }

    /** JSON lines to take the queries from, instead of those the config names. */
    public OsgnetServerBuilder annotations(Path annotations) {
        this.annotations = Optional.of(annotations);
        return this;
    }

    /** A file of predictions for the configured split to show in the page, which can compare two of them. */
    public OsgnetServerBuilder predictions(NamedPredictions file) {
        predictions.add(file);
        return this;
    }

    /** Folder with {@code model.onnx} and {@code tokenizer.json}, for queries in free text. */
    public OsgnetServerBuilder textEncoder(Path folder) {
        this.textEncoder = Optional.of(folder);
        return this;
    }

    /** Folder with the video files to offer: all files in it and its subfolders with the extension of a video. */
    public OsgnetServerBuilder videoFolder(Path folder) {
        this.videoFolder = Optional.of(folder);
        return this;
    }

    /**
     * Encoders for video files and, unless {@link #textEncoder} names another, for texts: a folder with an
     * {@code encoder.json}, or with subfolders that have one.
     */
    public OsgnetServerBuilder encoders(Path folder) {
        this.encoders = Optional.of(folder);
        return this;
    }

    /** The program that decodes videos; by default the one on the class path, or else the system's. */
    public OsgnetServerBuilder ffmpeg(Path program) {
        this.ffmpeg = Optional.of(program);
        return this;
    }

    /** The parent of the folder for uploaded videos; by default the system's temporary folder. */
    public OsgnetServerBuilder uploadFolder(Path parent) {
        this.uploadFolder = parent;
        return this;
    }

    /** Maximum size of an uploaded video in bytes; by default 2 GiB. */
    public OsgnetServerBuilder videoBytes(long bytes) {
        this.videoBytes = Bounds.atLeast(1, "videoBytes", bytes);
        return this;
    }

    /** Maximum length of a video; by default 4 hours. */
    public OsgnetServerBuilder videoLength(Duration length) {
        this.videoSeconds = Bounds.positive("videoLength", length).toMillis() / 1e3;
        return this;
    }

    /** Maximum number of videos that are being uploaded, waiting or being encoded at the same time; by default 4. */
    public OsgnetServerBuilder encodings(int most) {
        this.encodings = Bounds.within(1, 10_000, "encodings", most);
        return this;
    }

    /** Size of the cache of video features in bytes; by default a quarter of the heap. */
    public OsgnetServerBuilder featureBytes(long bytes) {
        this.featureBytes = Bounds.atLeast(1, "featureBytes", bytes);
        return this;
    }

    /**
     * Settings of each model's service, on top of those before: how its network runs, workers, queue, cache, steps of a
     * video, warm-up. The defaults are those of {@link GroundingServiceBuilder}; the deadline is that of the server.
     */
    public OsgnetServerBuilder service(Consumer<GroundingServiceBuilder> settings) {
        service = service.andThen(settings);
        return this;
    }

    /** Maximum number of concurrent requests, including waiting ones; by default the capacity of the queue plus 32. */
    public OsgnetServerBuilder requests(int requests) {
        this.requests = Optional.of(Bounds.within(1, 10_000, "requests", requests));
        return this;
    }

    /** Maximum number of open connections; idle and slow ones are closed to make room for others; by default 1000. */
    public OsgnetServerBuilder connections(int connections) {
        this.connections = Bounds.within(1, 1_000_000, "connections", connections);
        return this;
    }

    /** Maximum size of a JSON body in bytes; by default 8 MiB. */
    public OsgnetServerBuilder jsonBytes(long bytes) {
        this.jsonBytes = Bounds.within(1, 1 << 30, "jsonBytes", (int) Math.min(bytes, Integer.MAX_VALUE));
        return this;
    }

    /** Maximum size of an uploaded npz in bytes; by default 256 MiB. */
    public OsgnetServerBuilder uploadBytes(long bytes) {
        this.uploadBytes = Bounds.within(1, 1 << 30, "uploadBytes", (int) Math.min(bytes, Integer.MAX_VALUE));
        return this;
    }

    /**
     * Memory in bytes that all bodies and the data derived from them may take together; by default a third of the heap.
     */
    public OsgnetServerBuilder bodyMemory(long bytes) {
        this.bodyMemory = Bounds.atLeast(1, "bodyMemory", bytes);
        return this;
    }

    /** Time for a request's line and headers to arrive, from their first byte; by default 10 s. */
    public OsgnetServerBuilder headerTimeout(Duration timeout) {
        this.headerTimeout = Bounds.positive("headerTimeout", timeout);
        return this;
    }

    /**
     * Time for a body to arrive, or for an answer to be read, plus one second for each 32 KiB transferred; by default
     * 60 s.
     */
    public OsgnetServerBuilder bodyTimeout(Duration timeout) {
        this.bodyTimeout = Bounds.positive("bodyTimeout", timeout);
        return this;
    }

    /** Time between two packets of a request, or two requests of a connection; by default 30 s. */
    public OsgnetServerBuilder idleTimeout(Duration timeout) {
        this.idleTimeout = Bounds.positive("idleTimeout", timeout);
        return this;
    }

    /** Time for an answer; by default 60 s. */
    public OsgnetServerBuilder deadline(Duration deadline) {
        this.deadline = Bounds.positive("deadline", deadline);
        return this;
    }

    /** Maximum number of windows in an answer; by default 100. */
    public OsgnetServerBuilder topK(int most) {
        this.topK = Bounds.within(1, 100_000, "topK", most);
        return this;
    }

    /** Maximum number of requests in a batch; by default 64. */
    public OsgnetServerBuilder batch(int most) {
        this.batch = Bounds.within(1, 10_000, "batch", most);
        return this;
    }

    /** Maximum number of tokens in a query; by default 512. */
    public OsgnetServerBuilder tokens(int most) {
        this.tokens = Bounds.within(1, 100_000, "tokens", most);
        return this;
    }

    /** Maximum number of videos with a handle; by default 1000. */
    public OsgnetServerBuilder videos(int most) {
        this.videos = Bounds.within(1, 1_000_000, "videos", most);
        return this;
    }

    /** Time for running requests when the server stops; by default 30 s. */
    public OsgnetServerBuilder grace(Duration grace) {
        this.grace = Bounds.positive("grace", grace);
        return this;
    }

    /**
     * Starts a server, which answers {@code /health/live} at once and the rest when {@link OsgnetServer#load} is done.
     *
     * @throws ServeException if the settings contradict each other or the port is in use
     * @throws IllegalArgumentException if a setting of the services is out of range
     */
    public OsgnetServer start() {
        if (bundles.isEmpty()) {
            throw new ServeException("There is no model to serve");
        }
        GroundingServiceBuilder example =
                GroundingService.builder(bundles.get(0).bundle());
        service.accept(example);
        ServiceSettings each = example.settings();
        Bounds.within(1, 1024, "workers", each.workers());
        Bounds.within(1, 100_000, "queueCapacity", each.queueCapacity());
        ServerSettings settings = new ServerSettings(
                host,
                port,
                token,
                tokenFile,
                rate,
                audit,
                auditText,
                accessLog,
                bundleRoot,
                tls,
                observing,
                List.copyOf(bundles),
                config,
                split,
                annotations,
                List.copyOf(predictions),
                textEncoder,
                videoFolder,
                encoders,
                ffmpeg,
                uploadFolder,
                service,
                each.workers(),
                limits(each));
        settings.requireSense();
        OsgnetServer server = new OsgnetServer(settings);
        server.listen();
        return server;
    }

    private Limits limits(ServiceSettings each) {
        return new Limits(
                requests.orElse(each.queueCapacity() + each.workers() + SPARE_REQUESTS),
                connections,
                jsonBytes,
                uploadBytes,
                bodyMemory,
                headerTimeout,
                bodyTimeout,
                idleTimeout,
                deadline,
                topK,
                batch,
                tokens,
                each.maxSteps(),
                videos,
                videoBytes,
                videoSeconds,
                encodings,
                featureBytes,
                grace);
    }
}

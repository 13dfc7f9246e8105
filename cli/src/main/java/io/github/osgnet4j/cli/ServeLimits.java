package io.github.osgnet4j.cli;

import io.github.osgnet4j.serve.OsgnetServerBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What requests to {@code osgnet serve} may cost. */
final class ServeLimits {

    private static final long MEBIBYTE = 1 << 20;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Queries of a model at the same time (default: one a processor).")
    private Optional<Integer> workers;

    @Option(
            names = "--queue",
            defaultValue = "64",
            paramLabel = "N",
            description = "Requests that may wait for a worker; more get 429 (default: ${DEFAULT-VALUE}).")
    private int queue;

    @Option(
            names = "--max-requests",
            paramLabel = "N",
            description =
                    "Requests at the same time, waiting ones included; more get 503 (default: queue + workers + 32).")
    private Optional<Integer> requests;

    @Option(
            names = "--cache-mb",
            defaultValue = "256",
            paramLabel = "MB",
            description = "Encoded videos that a model keeps (default: ${DEFAULT-VALUE}).")
    private int cache;

    @Option(
            names = "--max-steps",
            defaultValue = "20000",
            paramLabel = "T",
            description = "Feature steps of a video (default: ${DEFAULT-VALUE}).")
    private int maxSteps;

    @Option(
            names = "--warm-up",
            split = ",",
            paramLabel = "T",
            description = "Run videos of these lengths before the server is ready.")
    private List<Integer> warmUp = List.of();

    @Option(
            names = "--max-json-mb",
            defaultValue = "8",
            paramLabel = "MB",
            description = "A JSON body (default: ${DEFAULT-VALUE}).")
    private int json;

    @Option(
            names = "--max-upload-mb",
            defaultValue = "256",
            paramLabel = "MB",
            description = "An uploaded npz (default: ${DEFAULT-VALUE}).")
    private int upload;

    @Option(
            names = "--max-batch",
            defaultValue = "64",
            paramLabel = "N",
            description = "Requests in a batch (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--max-top-k",
            defaultValue = "100",
            paramLabel = "K",
            description = "Windows an answer (default: ${DEFAULT-VALUE}).")
    private int topK;

    @Option(
            names = "--deadline",
            defaultValue = "60",
            paramLabel = "SECONDS",
            description = "Time for an answer (default: ${DEFAULT-VALUE}).")
    private int deadline;

    @Option(
            names = "--body-timeout",
            defaultValue = "60",
            paramLabel = "SECONDS",
            description = "Time for a body to arrive (default: ${DEFAULT-VALUE}).")
    private int bodyTimeout;

    @Option(
            names = "--grace",
            defaultValue = "30",
            paramLabel = "SECONDS",
            description = "Time to finish requests when it stops (default: ${DEFAULT-VALUE}).")
    private int grace;

    void apply(OsgnetServerBuilder builder) {
        workers.ifPresent(builder::workers);
        requests.ifPresent(builder::requests);
        builder.queueCapacity(queue)
                .cacheBytes(cache * MEBIBYTE)
                .maxSteps(maxSteps)
                .warmUp(warmUp.stream().mapToInt(Integer::intValue).toArray())
                .jsonBytes(json * MEBIBYTE)
                .uploadBytes(upload * MEBIBYTE)
                .batch(batch)
                .topK(topK)
                .deadline(Duration.ofSeconds(deadline))
                .bodyTimeout(Duration.ofSeconds(bodyTimeout))
                .grace(Duration.ofSeconds(grace));
    }
}

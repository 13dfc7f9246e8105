package io.github.osgnet4j.cli;

import io.github.osgnet4j.runtime.service.GroundingServiceBuilder;
import io.github.osgnet4j.serve.OsgnetServerBuilder;
import io.github.osgnet4j.serve.ServeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What requests to {@code osgnet serve} may cost. */
final class ServeLimits {

    private static final long MEBIBYTE = 1 << 20;

    /** Mebibytes that a body may have at most. */
    private static final int MOST_BODY = 1024;

    private static final int MOST_WORKERS = 1024;
    private static final int LONGEST_QUEUE = 100_000;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Queries that a model runs at the same time (default: one per processor).")
    private Optional<Integer> workers;

    @Option(
            names = "--queue",
            defaultValue = "" + GroundingServiceBuilder.QUEUE_CAPACITY,
            paramLabel = "N",
            description = "Requests that may wait for a worker; more get 429 (default: ${DEFAULT-VALUE}).")
    private int queue;

    @Option(
            names = "--max-requests",
            paramLabel = "N",
            description =
                    "Requests at the same time, including waiting ones; more get 503 (default: queue + workers + 32).")
    private Optional<Integer> requests;

    @Option(
            names = "--cache-mb",
            defaultValue = "" + GroundingServiceBuilder.CACHE_BYTES / MEBIBYTE,
            paramLabel = "MB",
            description = "Size of a model's cache of encoded videos (default: ${DEFAULT-VALUE}).")
    private int cache;

    @Option(
            names = "--max-steps",
            defaultValue = "" + GroundingServiceBuilder.MAX_STEPS,
            paramLabel = "T",
            description = "Maximum length of a video in feature steps (default: ${DEFAULT-VALUE}).")
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
            description = "Maximum size of a JSON body (default: ${DEFAULT-VALUE}).")
    private int json;

    @Option(
            names = "--max-upload-mb",
            defaultValue = "256",
            paramLabel = "MB",
            description = "Maximum size of an uploaded npz (default: ${DEFAULT-VALUE}).")
    private int upload;

    @Option(
            names = "--max-batch",
            defaultValue = "64",
            paramLabel = "N",
            description = "Maximum number of requests in a batch (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--max-top-k",
            defaultValue = "100",
            paramLabel = "K",
            description = "Maximum number of windows per answer (default: ${DEFAULT-VALUE}).")
    private int topK;

    @Option(
            names = "--deadline",
            defaultValue = "60",
            paramLabel = "SECONDS",
            description = "Time limit for an answer (default: ${DEFAULT-VALUE}).")
    private int deadline;

    @Option(
            names = "--header-timeout",
            defaultValue = "10",
            paramLabel = "SECONDS",
            description = "Time for a request's line and headers to arrive (default: ${DEFAULT-VALUE}).")
    private int headerTimeout;

    @Option(
            names = "--body-timeout",
            defaultValue = "60",
            paramLabel = "SECONDS",
            description = "Time for a body to arrive, or for an answer to be read, plus a second for each 32 KiB"
                    + " (default: ${DEFAULT-VALUE}).")
    private int bodyTimeout;

    @Option(
            names = "--grace",
            defaultValue = "30",
            paramLabel = "SECONDS",
            description = "Time to finish requests when the server stops (default: ${DEFAULT-VALUE}).")
    private int grace;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /**
     * Hands all of them to a server.
     *
     * @throws ParameterException naming an option whose value cannot be
     */
    void apply(OsgnetServerBuilder builder) {
        workers.ifPresent(n -> within("--workers", n, 1, MOST_WORKERS));
        within("--queue", queue, 1, LONGEST_QUEUE);
        within("--max-steps", maxSteps, 1, Integer.MAX_VALUE);
        warmUp.forEach(steps -> within("--warm-up", steps, 1, maxSteps));
        long cacheBytes = bytes("--cache-mb", cache, 0, Integer.MAX_VALUE);
        builder.service(each -> {
            workers.ifPresent(each::workers);
            each.queueCapacity(queue)
                    .maxSteps(maxSteps)
                    .cacheBytes(cacheBytes)
                    .warmUp(warmUp.stream().mapToInt(Integer::intValue).toArray());
        });
        requests.ifPresent(n -> set("--max-requests", () -> builder.requests(n)));
        set("--max-batch", () -> builder.batch(batch));
        set("--max-top-k", () -> builder.topK(topK));
        set("--deadline", () -> builder.deadline(Duration.ofSeconds(deadline)));
        set("--header-timeout", () -> builder.headerTimeout(Duration.ofSeconds(headerTimeout)));
        set("--body-timeout", () -> builder.bodyTimeout(Duration.ofSeconds(bodyTimeout)));
        set("--grace", () -> builder.grace(Duration.ofSeconds(grace)));
        builder.jsonBytes(bytes("--max-json-mb", json, 1, MOST_BODY))
                .uploadBytes(bytes("--max-upload-mb", upload, 1, MOST_BODY));
    }

    /** Lets the server judge a value, and gives its complaint the name that the user knows. */
    void set(String option, Runnable setting) {
        try {
            setting.run();
        } catch (ServeException e) {
            String complaint = e.getMessage();
            throw wrong(option + complaint.substring(complaint.indexOf(':')));
        }
    }

    long bytes(String option, int megabytes, int least, int most) {
        return within(option, megabytes, least, most) * MEBIBYTE;
    }

    private int within(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw wrong(option + ": expected " + least + " to " + most + ", found " + value);
        }
        return value;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}

package io.github.osgnet4j.cli.bench;

import io.github.osgnet4j.cli.CommandException;
import io.github.osgnet4j.cli.WholeNumber;
import io.github.osgnet4j.runtime.bundle.Manifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is measured about a bundle, and how often. */
public final class BenchOptions {

    @Option(
            names = {"-a", "--annotations"},
            paramLabel = "FILE",
            description = "Take clips, durations, queries and label lists from a file in the official format"
                    + " (default: one synthetic clip).")
    private Path annotations;

    @Option(
            names = "--clips",
            converter = WholeNumber.Positive.class,
            defaultValue = "1",
            paramLabel = "N",
            description = "Clips of the annotations, from the first (default: ${DEFAULT-VALUE}).")
    private int clips;

    @Option(
            names = "--clip-queries",
            converter = WholeNumber.Positive.class,
            defaultValue = "12",
            paramLabel = "N",
            description = "Queries per clip, at most as many as the annotations have (default: ${DEFAULT-VALUE}).")
    private int clipQueries;

    @Option(
            names = "--steps",
            converter = WholeNumber.Positive.class,
            defaultValue = "900",
            paramLabel = "T",
            description = "Feature steps of the synthetic clip (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--object-frames",
            defaultValue = "0.2",
            paramLabel = "SHARE",
            description = "Share of the steps that show objects of a query's labels (default: ${DEFAULT-VALUE}).")
    double objectFrames;

    @Option(
            names = "--objects",
            converter = WholeNumber.Natural.class,
            defaultValue = "1",
            paramLabel = "N",
            description =
                    "Objects at such a step, at most as many as the query has labels (default: ${DEFAULT-VALUE}).")
    int objects;

    @Option(
            names = "--runs",
            converter = WholeNumber.Natural.class,
            defaultValue = "3",
            paramLabel = "N",
            description = "Rounds of timing; 0 skips timing (default: ${DEFAULT-VALUE}).")
    int runs;

    @Option(
            names = {"-j", "--threads"},
            converter = WholeNumber.Positive.class,
            paramLabel = "N",
            description = "Callers for throughput, and threads inside a single query (default: all processors).")
    int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--fit",
            converter = WholeNumber.Positive.class,
            split = ",",
            paramLabel = "T",
            description = "Also time a query on videos of these lengths and fit a line, as in 512,1024,2048,4096,9216.")
    List<Integer> fit = List.of();

    @Option(
            names = "--queries",
            converter = WholeNumber.Natural.class,
            defaultValue = "0",
            paramLabel = "N",
            description = "Also ask this many queries in a row and watch the memory.")
    int queries;

    @Option(
            names = "--profile",
            paramLabel = "DIR",
            description = "Also write ONNX Runtime's traces of a single query to a new folder, for chrome://tracing"
                    + " or Perfetto. Traces are large: some 30 MB a query.")
    private Path profile;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /**
     * Finds out before minutes of measuring what cannot be.
     *
     * @throws ParameterException naming an option whose value cannot be
     * @throws CommandException if the folder for the traces holds something
     */
    public void check() {
        if (fit.stream().distinct().count() == 1) {
            throw new ParameterException(spec.commandLine(), "--fit: a line needs two lengths, as in 512,1024");
        }
        if (!(objectFrames >= 0 && objectFrames <= 1)) {
            throw new ParameterException(
                    spec.commandLine(), "--object-frames: expected a share from 0 to 1, found " + objectFrames);
        }
        if (profile != null) {
            requireNew(profile);
        }
    }

    private static void requireNew(Path folder) {
        String[] content = folder.toFile().list();
        if (Files.exists(folder) && (content == null || content.length > 0)) {
            throw new CommandException(
                    folder + (content == null ? " is a file" : " is not empty") + "; name a new folder for the traces");
        }
    }

    /** Whose clips, queries and labels are taken; a synthetic clip without. */
    public Optional<Path> annotations() {
        return Optional.ofNullable(annotations);
    }

    Workload workload(Manifest manifest) {
        return annotations()
                .map(file -> Workload.annotated(manifest, seen(), file, clips, clipQueries))
                .orElseGet(() -> Workload.synthetic(manifest, seen(), steps, clipQueries));
    }

    /** Where the traces go, if they are wanted. */
    Optional<Path> profile() {
        return Optional.ofNullable(profile);
    }

    /** A synthetic clip with one query. */
    Workload workload(Manifest manifest, int ofSteps) {
        return Workload.synthetic(manifest, seen(), ofSteps, 1);
    }

    private Workload.Objects seen() {
        return new Workload.Objects(objectFrames, objects);
    }
}

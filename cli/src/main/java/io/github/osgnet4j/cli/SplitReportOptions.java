package io.github.osgnet4j.cli;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.Annotations;
import io.github.osgnet4j.data.annotation.GroundTruth;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.io.FileReplacement;
import io.github.osgnet4j.data.sample.Dataset.Split;
import io.github.osgnet4j.data.sample.SplitTruth;
import io.github.osgnet4j.data.submission.Predictions;
import io.github.osgnet4j.report.Origin;
import io.github.osgnet4j.report.ReportException;
import io.github.osgnet4j.report.ServeLink;
import io.github.osgnet4j.report.SplitPage;
import io.github.osgnet4j.report.SplitPlots;
import io.github.osgnet4j.report.SplitReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** A report on predictions of a split: what they are compared with, and where it is written. */
final class SplitReportOptions extends ConfigOptions {

    private static final int MOST_EXAMPLES = 500;

    @Option(
            names = {"-p", "--predictions"},
            required = true,
            paramLabel = "FILE",
            description = "Submission that 'osgnet ground' or the official code wrote.")
    private Path predictions;

    @Option(
            names = "--split",
            defaultValue = "val",
            description =
                    "Which part of the data: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). The ground truth"
                            + " of val is the config's json_file, of the others their annotations; without it, as"
                            + " for a test split, the page describes the predictions.")
    private Split split;

    @Option(
            names = "--annotations",
            paramLabel = "FILE",
            description = "JSON lines with the queries instead of those the config names for the split.")
    private Path annotations;

    @Option(
            names = "--examples",
            paramLabel = "N",
            defaultValue = "10",
            description = "How many of the best and of the worst queries to show (default: ${DEFAULT-VALUE}).")
    private int examples;

    @Option(
            names = "--serve",
            paramLabel = "URL",
            description =
                    "Link each query to the page of 'osgnet serve' at this address, such as http://localhost:8080/,"
                            + " or ../ for a report that is served below it.")
    private String serve;

    @Option(names = "--plots", paramLabel = "DIR", description = "Also write the plots to DIR as SVG.")
    private Path plots;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "HTML file to write.")
    private Path output;

    /**
     * Writes the page, and the plots if they are asked for.
     *
     * @param command that the options belong to
     */
    void write(CommandSpec command) {
        if (examples < 0 || examples > MOST_EXAMPLES) {
            throw new ParameterException(
                    command.commandLine(), "--examples: expected 0 to " + MOST_EXAMPLES + ", found " + examples);
        }
        Optional<ServeLink> link = link(command);
        OsgnetConfig loaded = load();
        Path queryFile = annotations(loaded, command);
        SplitTruth right = SplitTruth.of(loaded, split, queryFile);
        FileReplacement.requireNoInput(output, predictions, file(), queryFile, right.file());
        Outputs.prepare(output, ".html");
        Predictions submission = Predictions.read(predictions);
        List<AnnotatedQuery> queries = Annotations.read(queryFile);
        SplitReport report = report(submission, right.read(queries), queries);
        String title = submission.track().challenge() + ", split "
                + split.name().toLowerCase(Locale.ROOT) + ", "
                + predictions.getFileName();
        String page =
                new SplitPage(title, report, origins(queryFile, right.file()), Osgnet.version(), examples, link).html();
        FileReplacement.write(output, out -> out.write(page.getBytes(StandardCharsets.UTF_8)));
        PrintWriter out = command.commandLine().getOut();
        out.printf(Locale.ROOT, "%s: %d queries%n", output, report.outcomes().size());
        if (plots != null) {
            writePlots(report, out);
        }
    }

    private Optional<ServeLink> link(CommandSpec command) {
        try {
            return Optional.ofNullable(serve).map(ServeLink::new);
        } catch (ReportException e) {
            throw new ParameterException(command.commandLine(), "--serve: " + e.getMessage());
        }
    }

    private Path annotations(OsgnetConfig loaded, CommandSpec command) {
        if (annotations != null) {
            return annotations;
        }
        return switch (split) {
            case TRAIN -> loaded.dataset().trainAnnotations();
            case VAL -> loaded.dataset().valAnnotations();
            case TEST ->
                throw new ParameterException(
                        command.commandLine(), "--split test needs --annotations: a config names no test annotations");
        };
    }

    private SplitReport report(Predictions submission, GroundTruth truth, List<AnnotatedQuery> queries) {
        try {
            return SplitReport.of(submission, truth, queries);
        } catch (ReportException e) {
            throw new CommandException(predictions + ": " + e.getMessage());
        }
    }

    private List<Origin> origins(Path queryFile, Path truthFile) {
        List<Origin> origins = new ArrayList<>();
        origins.add(Origin.of("predictions", predictions));
        origins.add(Origin.of("config", file()));
        origins.add(Origin.of("annotations", queryFile));
        if (!truthFile.equals(queryFile)) {
            origins.add(Origin.of("ground truth", truthFile));
        }
        return origins;
    }

    private void writePlots(SplitReport report, PrintWriter out) {
        try {
            Files.createDirectories(plots);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> files = SplitPlots.svg(report);
        files.forEach((name, svg) ->
                FileReplacement.write(plots.resolve(name), file -> file.write(svg.getBytes(StandardCharsets.UTF_8))));
        out.printf(Locale.ROOT, "%s: %d plots%n", plots, files.size());
    }
}

package io.github.osgnet4j.cli;

import io.github.osgnet4j.batch.BatchException;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.Dataset.Split;
import io.github.osgnet4j.export.ExportPrecision;
import io.github.osgnet4j.export.ExportSettings;
import io.github.osgnet4j.export.Exporter;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.runtime.bundle.Precision;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What an export says of its precision: errors by layer, and recall against the same weights in float32. */
final class PrecisionReport {

    private static final int LISTED = 5;

    private final PrintWriter out;

    PrecisionReport(PrintWriter out) {
        this.out = out;
    }

    /** The errors that the bundle's manifest records. */
    void errors(Precision precision, Map<String, String> provenance) {
        if (provenance.containsKey("int8")) {
            out.println("int8: " + provenance.get("int8"));
        }
        lines(precision).forEach(out::println);
        out.flush();
    }

    /** The errors, a fact a line. */
    static List<String> lines(Precision precision) {
        String name = name(precision.kind());
        if (precision.kind() == Precision.Kind.FP32) {
            return List.of("precision " + name);
        }
        String samples = String.format(
                Locale.ROOT, "precision %s, samples off by %.1e when exported", name, precision.maxError());
        List<Precision.Layer> layers = precision.layers().stream()
                .sorted(Comparator.comparingDouble(Precision.Layer::error).reversed())
                .toList();
        List<String> lines = new ArrayList<>(List.of(samples));
        precision
                .int8For()
                .ifPresent(cpus -> lines.add(
                        "weights within -" + cpus.largestWeight() + " to " + cpus.largestWeight() + ", for " + cpus));
        section(lines, "kept in float32, with their errors:", layers.stream().filter(l -> !l.int8()));
        section(
                lines,
                "largest errors among those in int8:",
                layers.stream().filter(Precision.Layer::int8).limit(LISTED));
        return lines;
    }

    private static void section(List<String> lines, String heading, Stream<Precision.Layer> layers) {
        List<String> found = layers.map(PrecisionReport::line).toList();
        if (!found.isEmpty()) {
            lines.add(heading);
            lines.addAll(found);
        }
    }

    private static String line(Precision.Layer layer) {
        return String.format(Locale.ROOT, "  %.5f %s", layer.error(), layer.weight());
    }

    static String name(Precision.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Exports the same weights in float32 for a while and asks both bundles the same queries.
     *
     * @param settings those of the bundle
     * @param most queries at most
     */
    void recall(
            OsgnetConfig config,
            Map<String, NamedTensor> weights,
            ExportSettings settings,
            Path bundle,
            int most,
            boolean progress) {
        try (Dataset dataset = Dataset.open(config, Split.VAL)) {
            RecallChange change = new RecallChange(config, dataset, most, progress);
            Path folder = Files.createTempDirectory(bundle.toAbsolutePath().getParent(), ".osgnet-fp32");
            try {
                Path inFloat = folder.resolve("bundle");
                ExportSettings same = settings.withPrecision(new ExportPrecision.Float32());
                Exporter.export(config.network(), weights, same, inFloat);
                String name = name(settings.precision().kind());
                Optional<String> table = change.table(inFloat, bundle, name, folder.resolve("journal"));
                table.orElse("Recall is not compared: no query of the validation split has its features")
                        .lines()
                        .forEach(out::println);
            } finally {
                Outputs.delete(folder);
            }
        } catch (DataException | BatchException | CommandException e) {
            out.println("Recall is not compared: " + Failures.message(e));
        } catch (IOException e) {
            throw new CommandException("Recall cannot be compared: " + Failures.message(e), e);
        }
        out.flush();
    }
}

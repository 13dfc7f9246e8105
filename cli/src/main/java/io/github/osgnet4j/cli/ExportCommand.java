package io.github.osgnet4j.cli;

import io.github.osgnet4j.cli.WeightOptions.Weights;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.io.Fingerprint;
import io.github.osgnet4j.data.weights.WeightFile.Choice;
import io.github.osgnet4j.export.ExportSettings;
import io.github.osgnet4j.export.Exporter;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.WeightInitializer;
import io.github.osgnet4j.runtime.bundle.BundleVerification;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.bundle.Precision;
import io.github.osgnet4j.runtime.bundle.Target;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Weights as a bundle. */
@Command(
        name = "export",
        description = {
            "Writes a network with its weights as a bundle: ONNX graphs, manifest, class embeddings and samples.",
            "Ends by running the bundle on its samples; their expected outputs come from a plain interpreter of the"
                    + " network, never from the graphs."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  osgnet export --config configs/demo.yaml --weights model.pth.tar --output bundle",
            "  osgnet export --config configs/demo.yaml --weights model.pth.tar --precision int8 --output bundle",
            "  osgnet export --config configs/nlq_v2_internvideo.yaml --random-weights 1 --output bundle",
            "  osgnet export --config configs/demo.yaml --weights model.pth.tar --target gpu --output bundle"
        })
final class ExportCommand extends JobCommand {

    private static final Logger LOG = LoggerFactory.getLogger(ExportCommand.class);

    @Mixin
    private ConfigOptions config;

    @ArgGroup(multiplicity = "1")
    private Source source;

    /** Where the weights come from. */
    static final class Source {
        @Option(
                names = {"-w", "--weights"},
                required = true,
                paramLabel = "FILE",
                description = "Safetensors, or an official checkpoint (.pth.tar).")
        private Path weights;

        @Option(
                names = "--random-weights",
                required = true,
                paramLabel = "SEED",
                description =
                        "Weights drawn as at the start of training, but with every residual branch at full scale, so"
                                + " that the verification at the end sees them all; for benchmarks.")
        private Long seed;
    }

    @Mixin
    private WeightOptions weightOptions;

    @Mixin
    private PrecisionOptions precision;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "BUNDLE",
            description = "Folder to write.")
    private Path output;

    @Option(
            names = "--target",
            defaultValue = "cpu",
            paramLabel = "NAME",
            description = "What the graphs are laid out for: cpu or gpu (default: ${DEFAULT-VALUE})."
                    + " Both run everywhere with the same results.")
    private Target target;

    @Option(names = "--force", description = "Replace the folder if it is a bundle already.")
    private boolean force;

    @Override
    public Integer call() {
        OsgnetConfig loaded = config.load();
        Map<String, String> provenance = new TreeMap<>();
        provenance.put("config", config.file().getFileName().toString());
        provenance.put("config sha256", Fingerprint.file(config.file()));
        if (!config.overrides().isEmpty()) {
            provenance.put("config --set", config.overrides().toString());
        }
        Map<String, NamedTensor> weights = weights(loaded, provenance);
        ExportSettings settings = ConfiguredExport.of(loaded, provenance)
                .withPrecision(precision.precision(loaded, target))
                .withTarget(target)
                .withForce(force);
        LOG.debug(
                "Exporting {} tensors for {} channels, {} levels",
                weights.size(),
                loaded.network().channels(),
                loaded.network().levels());
        BundleVerification result = Exporter.export(loaded.network(), weights, settings, output);
        print(
                "%s: verified on %d tensors, largest error %.1e%n",
                output, result.tensors().size(), result.maxError());
        if (precision.kind() != Precision.Kind.FP32) {
            PrecisionReport report = new PrecisionReport(out());
            Manifest manifest = Manifest.read(output.resolve(Manifest.FILE));
            report.errors(manifest.precision(), manifest.provenance());
            int queries = precision.recallQueries(source.weights != null);
            if (queries > 0) {
                report.recall(loaded, weights, settings, output, queries, !quiet());
            }
        }
        return 0;
    }

    private Map<String, NamedTensor> weights(OsgnetConfig loaded, Map<String, String> provenance) {
        if (source.weights == null) {
            if (weightOptions.choice() == Choice.AVERAGED) {
                throw usage("--ema chooses among the weights of a checkpoint; --random-weights has none");
            }
            provenance.put("weights", "random, seed " + source.seed);
            return WeightInitializer.atFullScale(loaded.network(), source.seed);
        }
        Weights weights = weightOptions.read(source.weights, loaded.network());
        provenance.put("weights", source.weights.getFileName().toString());
        provenance.put("weights sha256", Fingerprint.file(source.weights));
        provenance.put("weights choice", weightOptions.choice().name().toLowerCase(Locale.ROOT));
        weights.file().epoch().ifPresent(epoch -> provenance.put("epoch", Integer.toString(epoch)));
        return weights.match().matched();
    }
}

package io.github.osgnet4j.cli;

import io.github.osgnet4j.cli.WeightOptions.Weights;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.io.FileReplacement;
import io.github.osgnet4j.data.io.Fingerprint;
import io.github.osgnet4j.data.io.Safetensors;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** An official checkpoint as safetensors. */
@Command(
        name = "import",
        description = {
            "Turns an official checkpoint (.pth.tar) into safetensors.",
            "Every tensor is matched by name and shape with what the config asks for; the shot branch is kept."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  osgnet import --config configs/nlq_v2_internvideo.yaml --checkpoint model_2_26.83.pth.tar"
                    + " --output weights.safetensors"
        })
final class ImportCommand extends JobCommand {

    @Mixin
    private ConfigOptions config;

    @Mixin
    private WeightOptions weightOptions;

    @Option(names = "--checkpoint", required = true, paramLabel = "FILE", description = "Official checkpoint.")
    private Path checkpoint;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "Safetensors file to write.")
    private Path output;

    @Override
    public Integer call() {
        FileReplacement.requireNoInput(output, checkpoint, config.file());
        Outputs.prepare(output, ".safetensors");
        OsgnetConfig loaded = config.load();
        Weights weights = weightOptions.read(checkpoint, loaded.network());
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", "pt");
        metadata.put("source", checkpoint.getFileName().toString());
        String sha256 = Fingerprint.file(checkpoint);
        metadata.put("source sha256", sha256);
        metadata.put("weights", weightOptions.choice().name().toLowerCase(Locale.ROOT));
        weights.file().epoch().ifPresent(epoch -> metadata.put("epoch", Integer.toString(epoch)));
        Safetensors.write(output, weights.match().matched().values(), metadata);
        long parameters = weights.match().matched().values().stream()
                .mapToLong(t -> t.values().length)
                .sum();
        print("%s: sha256 %s%n", checkpoint, sha256);
        print(
                "%s: %d tensors, %.1f M parameters%n",
                output, weights.match().matched().size(), parameters / 1e6);
        return 0;
    }
}

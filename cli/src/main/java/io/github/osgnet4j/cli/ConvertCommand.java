package io.github.osgnet4j.cli;

import io.github.osgnet4j.data.io.Checkpoint;
import io.github.osgnet4j.data.io.FileReplacement;
import io.github.osgnet4j.data.io.Safetensors;
import io.github.osgnet4j.data.weights.StateDictOrder;
import io.github.osgnet4j.network.NamedTensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Safetensors as an official checkpoint. */
@Command(
        name = "convert",
        description = {
            "Writes weights in safetensors as an official checkpoint (.pth.tar), for PyTorch's torch.load and the official"
                    + " code: {epoch, state_dict}, float32.",
            "'osgnet import' does the reverse."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  osgnet convert runs/demo/best.safetensors model.pth.tar",
        })
final class ConvertCommand extends JobCommand {

    private static final String SAFETENSORS = ".safetensors";
    private static final String EPOCH = "epoch";

    @Parameters(index = "0", paramLabel = "WEIGHTS", description = "Safetensors file.")
    private Path input;

    @Parameters(index = "1", paramLabel = "CHECKPOINT", description = "Checkpoint to write, .pth.tar, .pth or .pt.")
    private Path output;

    @Option(
            names = "--epoch",
            converter = WholeNumber.Natural.class,
            paramLabel = "N",
            description = "Epoch to record in the checkpoint, counted from 0 (default: what the safetensors file says,"
                    + " else 0).")
    private Integer epoch;

    @Override
    public Integer call() {
        requireDirection();
        FileReplacement.requireNoInput(output, input);
        Safetensors weights = Safetensors.read(input);
        if (weights.metadata().getOrDefault("format", "").startsWith("osgnet4j run")) {
            throw new CommandException(
                    input + " is what a run is resumed from, not weights by name; convert best, last or" + " last-ema"
                            + SAFETENSORS + " of the run's folder");
        }
        Map<String, NamedTensor> tensors = weights.tensors();
        List<NamedTensor> ordered =
                StateDictOrder.of(tensors.keySet()).stream().map(tensors::get).toList();
        int written = epoch == null ? named(weights.metadata()) : epoch;
        Checkpoint.write(output, written, ordered);
        print("%s: %d tensors, epoch %d%n", output, ordered.size(), written);
        return 0;
    }

    private void requireDirection() {
        if (!name(input).endsWith(SAFETENSORS)) {
            throw usage("WEIGHTS: expected a file whose name ends in " + SAFETENSORS + ", found '" + input
                    + "'; a .pth.tar becomes safetensors with 'osgnet import'");
        }
        if (List.of(".pth.tar", ".pth", ".pt").stream().noneMatch(name(output)::endsWith)) {
            throw usage("CHECKPOINT: expected a name that ends in .pth.tar, .pth or .pt, found '" + output + "'");
        }
    }

    private static String name(Path file) {
        return file.getFileName() == null ? "" : file.getFileName().toString();
    }

    private static int named(Map<String, String> metadata) {
        String text = metadata.getOrDefault(EPOCH, "");
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    }
}

package io.github.osgnet4j.cli;

import io.github.osgnet4j.data.weights.WeightFile;
import io.github.osgnet4j.data.weights.WeightFile.Choice;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.network.WeightMatch;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which of a checkpoint's weights a command takes. */
final class WeightOptions {

    @Option(
            names = "--ema",
            negatable = true,
            fallbackValue = "true",
            description = "Take the moving average (state_dict_ema) of a checkpoint that holds one;"
                    + " by default the trained weights (state_dict), as the official evaluation does.")
    private Boolean ema;

    /** Whether the command line says which. */
    boolean given() {
        return ema != null;
    }

    Choice choice() {
        return Boolean.TRUE.equals(ema) ? Choice.AVERAGED : Choice.TRAINED;
    }

    /**
     * Reads weights that fit a network to the last tensor.
     *
     * @throws CommandException with the list of names that do not fit
     */
    Weights read(Path file, NetworkSpec spec) {
        WeightFile weights = WeightFile.read(file, choice());
        WeightMatch match = WeightMatch.of(spec, weights.tensors());
        if (!match.exact()) {
            throw new CommandException(
                    file + " does not fit the network of the config. Give the config it was trained with.",
                    match.mismatches().lines().toList());
        }
        return new Weights(weights, match);
    }

    /** A file's weights, matched. */
    record Weights(WeightFile file, WeightMatch match) {}
}

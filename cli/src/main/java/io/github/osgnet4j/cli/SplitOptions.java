package io.github.osgnet4j.cli;

import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.Dataset.Split;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The part of the data that a command answers queries of. */
final class SplitOptions {

    @Option(
            names = "--split",
            defaultValue = "val",
            description = "Which part of the data: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})."
                    + " The test split needs --annotations.")
    private Split split;

    @Option(
            names = "--annotations",
            paramLabel = "FILE",
            description = "JSON lines to take the queries from instead of those the config names for the split.")
    private Path annotations;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    Split split() {
        return split;
    }

    /** The file that {@code --annotations} names, if it was given. */
    Optional<Path> annotations() {
        return Optional.ofNullable(annotations);
    }

    /**
     * Refuses a test split that nothing names.
     *
     * @throws ParameterException saying so
     */
    void check() {
        if (split == Split.TEST && annotations == null) {
            throw new ParameterException(
                    spec.commandLine(), "--split test needs --annotations: a config names no test annotations");
        }
    }

    /** The file that the queries come from. */
    Path file(OsgnetConfig config) {
        Path named = split == Split.TRAIN
                ? config.dataset().trainAnnotations()
                : config.dataset().valAnnotations();
        return annotations().orElse(named);
    }

    Dataset open(OsgnetConfig config) {
        return annotations == null ? Dataset.open(config, split) : Dataset.open(config, split, annotations);
    }
}

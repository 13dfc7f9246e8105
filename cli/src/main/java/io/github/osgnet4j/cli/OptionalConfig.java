package io.github.osgnet4j.cli;

import io.github.osgnet4j.data.config.OsgnetConfig;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The config of a command that does without for most of what it does. */
final class OptionalConfig {

    @Option(
            names = {"-c", "--config"},
            paramLabel = "YAML",
            description = "Config of the official schema, whose ground truth --tune counts against.")
    private Path config;

    @Option(
            names = "--data-root",
            paramLabel = "DIR",
            description = "Folder that relative paths in the config start from (default: the config's folder).")
    private Path dataRoot;

    OsgnetConfig load() {
        return OsgnetConfig.load(config, Optional.ofNullable(dataRoot));
    }

    /** The file, null if none was given. */
    Path file() {
        return config;
    }
}

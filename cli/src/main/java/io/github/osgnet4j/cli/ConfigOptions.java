package io.github.osgnet4j.cli;

import io.github.osgnet4j.data.config.OsgnetConfig;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The config of a command and where its relative paths start. */
public class ConfigOptions {

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "YAML",
            description = "Config of the official schema.")
    private Path config;

    @Option(
            names = "--data-root",
            paramLabel = "DIR",
            description = "Folder that relative paths in the config start from (default: the config's folder).")
    private Path dataRoot;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Set a key of the config, such as opt.learning_rate=0.0005; may be repeated.")
    private final Map<String, String> overrides = new LinkedHashMap<>();

    /** The config, with the keys that are set otherwise. */
    public OsgnetConfig load() {
        return OsgnetConfig.load(config, overrides, Optional.ofNullable(dataRoot));
    }

    /** The keys that are set otherwise than in the file, and their values in YAML. */
    Map<String, String> overrides() {
        return Collections.unmodifiableMap(overrides);
    }

    /** Where the data is, absolute. */
    Path root() {
        return OsgnetConfig.root(config, Optional.ofNullable(dataRoot));
    }

    /** The folder that {@code --data-root} names, if it was given. */
    Optional<Path> dataRoot() {
        return Optional.ofNullable(dataRoot);
    }

    /** The file of the config. */
    public Path file() {
        return config;
    }
}

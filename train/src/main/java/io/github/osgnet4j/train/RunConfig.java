package io.github.osgnet4j.train;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.config.ConfigText;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.io.FileReplacement;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The config of a run: a file with overridden keys.
 *
 * @param config as the run uses it
 * @param text of the same, in YAML
 * @param overrides the overridden keys
 */
public record RunConfig(OsgnetConfig config, String text, Map<String, String> overrides) {

    /**
     * Reads a config and overrides keys. A run that is resumed without overrides keeps those it was started with.
     *
     * @param config of the official schema
     * @param dataRoot where its relative paths start; the config's folder if absent
     * @param overrides values in YAML by dotted keys, such as {@code opt.learning_rate}; list elements by number
     * @param settings of the run
     * @throws TrainException if a key does not lead anywhere
     */
    public static RunConfig prepare(
            Path config, Optional<Path> dataRoot, Map<String, String> overrides, TrainSettings settings) {
        Map<String, String> set = overrides;
        if (overrides.isEmpty() && settings.resume()) {
            set = RunRecord.of(settings.folder()).map(RunRecord::overrides).orElse(overrides);
        }
        String text = text(config, set);
        return new RunConfig(OsgnetConfig.load(config, text, dataRoot), text, set);
    }

    /** A config as it is in its file. */
    static RunConfig of(OsgnetConfig config) {
        return new RunConfig(config, text(config.file(), Map.of()), Map.of());
    }

    private static String text(Path config, Map<String, String> overrides) {
        try {
            return ConfigText.of(config, overrides);
        } catch (DataException e) {
            throw new TrainException(e.getMessage(), e);
        }
    }

    void write(Path target) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        FileReplacement.write(target, out -> out.write(bytes));
    }

    /** Every value by its dotted key. */
    Map<String, String> values() {
        return ConfigText.values(config.file(), text);
    }
}

package io.github.osgnet4j.train;

import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.io.FileReplacement;
import io.github.osgnet4j.data.io.InputFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The config of a run: a file, with some keys set otherwise.
 *
 * @param config as the run uses it
 * @param text of the same, in YAML
 * @param overrides the keys set otherwise
 */
public record RunConfig(OsgnetConfig config, String text, Map<String, String> overrides) {

    private static final int MAX_BYTES = 1 << 20;

    /**
     * Reads a config and sets keys of it. A run that is resumed without overrides keeps those it was started with.
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
        return new RunConfig(config, read(config.file()), Map.of());
    }

    private static String text(Path config, Map<String, String> overrides) {
        String text = read(config);
        if (overrides.isEmpty()) {
            return text;
        }
        Object root = parse(config, text);
        overrides.forEach((key, value) -> set(config, root, key, parse(config, value)));
        DumperOptions style = new DumperOptions();
        style.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        return new Yaml(style).dump(root);
    }

    void write(Path target) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        FileReplacement.write(target, out -> out.write(bytes));
    }

    /** Every value by its dotted key. */
    Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        flatten("", parse(config.file(), text), values);
        return values;
    }

    private static void flatten(String key, Object value, Map<String, String> values) {
        String prefix = key.isEmpty() ? "" : key + ".";
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            map.forEach((name, child) -> flatten(prefix + name, child, values));
        } else {
            values.put(key, String.valueOf(value));
        }
    }

    private static String read(Path config) {
        try {
            if (Files.size(InputFile.regular(config)) > MAX_BYTES) {
                throw new TrainException("The config " + config + " is larger than " + MAX_BYTES + " bytes");
            }
            return Files.readString(config);
        } catch (IOException e) {
            throw new TrainException("The config " + config + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Object parse(Path config, String yaml) {
        try {
            return new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        } catch (YAMLException e) {
            throw new TrainException(
                    "Not YAML, in " + config + " or a value set for it: "
                            + e.getMessage().lines().map(String::strip).collect(Collectors.joining(" ")),
                    e);
        }
    }

    private static void set(Path config, Object root, String key, Object value) {
        String[] path = key.split("\\.");
        Object at = root;
        for (int i = 0; i < path.length - 1; i++) {
            at = child(at, path[i]);
        }
        String last = path[path.length - 1];
        if (at instanceof Map<?, ?> map) {
            put(map, last, value);
        } else if (at instanceof List<?> list && child(list, last) != null) {
            replace(list, Integer.parseInt(last), value);
        } else {
            throw new TrainException("The key '" + key + "' leads nowhere in " + config
                    + "; give the keys from the top, such as opt.learning_rate=0.001");
        }
    }

    private static Object child(Object at, String key) {
        if (at instanceof Map<?, ?> map) {
            return map.get(key);
        }
        boolean index = at instanceof List<?> && key.matches("\\d{1,6}");
        if (index && at instanceof List<?> list && Integer.parseInt(key) < list.size()) {
            return list.get(Integer.parseInt(key));
        }
        return null;
    }

    @SuppressWarnings("unchecked")
    private static void put(Map<?, ?> map, String key, Object value) {
        ((Map<String, Object>) map).put(key, value);
    }

    @SuppressWarnings("unchecked")
    private static void replace(List<?> list, int index, Object value) {
        ((List<Object>) list).set(index, value);
    }
}

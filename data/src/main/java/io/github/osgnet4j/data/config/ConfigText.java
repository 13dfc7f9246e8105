package io.github.osgnet4j.data.config;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.InputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;

/** The YAML of a config, with some keys set otherwise. */
public final class ConfigText {

    private static final int MAX_BYTES = 1 << 20;

    private ConfigText() {}

    /**
     * The text of a config file with some keys set otherwise; as it is if there are none.
     *
     * @param overrides values in YAML by dotted keys, such as {@code opt.learning_rate}; list elements by number
     * @throws DataException if the file cannot be read, it or a value is not YAML, or a key does not lead anywhere
     */
    public static String of(Path config, Map<String, String> overrides) {
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

    /**
     * Every value by its dotted key.
     *
     * @param config the text's file, for messages
     * @throws DataException if the text is not YAML
     */
    public static Map<String, String> values(Path config, String text) {
        Map<String, String> values = new LinkedHashMap<>();
        flatten("", parse(config, text), values);
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
                throw new DataException("The config " + config + " is larger than " + MAX_BYTES + " bytes");
            }
            return Files.readString(config);
        } catch (IOException e) {
            throw new DataException("The config " + config + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Object parse(Path config, String yaml) {
        try {
            return YamlDocument.load(yaml);
        } catch (YAMLException e) {
            throw new DataException(
                    "Not YAML we accept, in " + config + " or a value set for it: " + YamlDocument.reason(e), e);
        }
    }

    private static void set(Path config, Object root, String key, Object value) {
        String[] path = key.split("\\.");
        Object at = root;
        for (int i = 0; i < path.length - 1; i++) {
            at = child(at, path[i]);
        }
        String last = path.length == 0 ? "" : path[path.length - 1];
        if (at instanceof Map<?, ?> map && !last.isEmpty()) {
            put(map, last, value);
        } else if (at instanceof List<?> list && child(list, last) != null) {
            replace(list, Integer.parseInt(last), value);
        } else {
            throw new DataException("The key '" + key + "' leads nowhere in " + config
                    + "; give the keys from the top, such as opt.learning_rate=0.001");
        }
    }

    private static @Nullable Object child(@Nullable Object at, String key) {
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

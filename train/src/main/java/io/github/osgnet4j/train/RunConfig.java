package io.github.osgnet4j.train;

import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.io.FileReplacement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** The config of a run: a file, with some keys set otherwise, kept in the run's folder. */
public final class RunConfig {

    private static final int MAX_BYTES = 1 << 20;

    private RunConfig() {}

    /**
     * Writes the config into the run's folder and loads it from there; a run that is resumed keeps the one it has.
     *
     * @param config of the official schema
     * @param dataRoot where its relative paths start; the config's folder if absent
     * @param overrides values in YAML by dotted keys, such as {@code opt.learning_rate}; list elements by number
     * @param settings of the run
     * @throws TrainException if a key does not lead anywhere, or the folder holds a run that is not to be resumed
     */
    public static OsgnetConfig prepare(
            Path config, Optional<Path> dataRoot, Map<String, String> overrides, TrainSettings settings) {
        RunFolder folder = RunFolder.open(settings.folder(), settings.resume());
        boolean kept = settings.resume() && Files.exists(folder.config());
        if (kept && !overrides.isEmpty()) {
            throw new TrainException("A resumed run keeps its config; " + overrides.keySet()
                    + " cannot be set any more. Start a new run to change it");
        }
        if (!kept) {
            write(config, overrides, folder.config());
        }
        Path root = dataRoot.orElseGet(() -> config.toAbsolutePath().getParent());
        return OsgnetConfig.load(folder.config(), Optional.of(root));
    }

    static void write(Path config, Map<String, String> overrides, Path target) {
        String text = read(config);
        if (!overrides.isEmpty()) {
            Object root = parse(config, text);
            overrides.forEach((key, value) -> set(config, root, key, parse(config, value)));
            DumperOptions style = new DumperOptions();
            style.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
            text = new Yaml(style).dump(root);
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        FileReplacement.write(target, out -> out.write(bytes));
    }

    private static String read(Path config) {
        try {
            if (Files.size(config) > MAX_BYTES) {
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
            throw new TrainException("Not YAML, in " + config + " or a value set for it: " + e.getMessage(), e);
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

package io.github.osgnet4j.runtime;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * An execution provider in a separate library for ONNX Runtime's plug-in interface: OpenVINO, TensorRT for RTX and
 * others. Loading the library runs its code in this process.
 *
 * @param library file of the library
 * @param options of the provider, as documented by its vendor
 */
@API(status = API.Status.EXPERIMENTAL)
public record PluginProvider(Path library, Map<String, String> options) {

    /** Copies the options, in their order. */
    public PluginProvider {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /**
     * Parses a provider as written by users.
     *
     * @param text {@code LIB[,key=value...]}; neither the library's name nor a value may contain a comma, unlike in
     *     providers created in Java
     * @throws IllegalArgumentException if there is no library, an option is not {@code key=value} or is given twice
     */
    public static PluginProvider of(String text) {
        String[] parts = text.split(",", -1);
        if (parts[0].isBlank()) {
            throw new IllegalArgumentException("No library in '" + text + "', expected LIB[,key=value...]");
        }
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("'" + parts[i] + "' is not an option of " + parts[0]
                        + ", expected key=value (neither the name of a library nor a value has a comma)");
            }
            String key = parts[i].substring(0, equals);
            if (options.put(key, parts[i].substring(equals + 1)) != null) {
                throw new IllegalArgumentException("The option " + key + " of " + parts[0] + " is given twice");
            }
        }
        try {
            return new PluginProvider(Path.of(parts[0]), options);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'" + parts[0] + "' is not a path: " + e.getReason(), e);
        }
    }
}

package io.github.osgnet4j.export;

import io.github.osgnet4j.network.NetworkSpec;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Converts a network's spec to the maps that become the JSON object of a manifest, and back; absent values are omitted.
 */
public final class SpecJson {

    private SpecJson() {}

    static Map<String, Object> of(Record record) {
        Map<String, Object> json = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value = value(record, component);
            if (value instanceof Optional<?> optional) {
                optional.ifPresent(v -> json.put(component.getName(), plain(v)));
            } else {
                json.put(component.getName(), plain(value));
            }
        }
        return json;
    }

    /**
     * The spec that a manifest describes.
     *
     * @throws ExportException if a field is missing or of another kind
     */
    public static NetworkSpec read(Map<String, Object> json) {
        return (NetworkSpec) read(NetworkSpec.class, json, "spec");
    }

    private static Object read(Class<?> type, Object json, String path) {
        if (type.isRecord() && json instanceof Map<?, ?> fields) {
            return record(type, fields, path);
        } else if (type.isEnum() && json instanceof String name) {
            return Arrays.stream(type.getEnumConstants())
                    .filter(constant -> ((Enum<?>) constant).name().equalsIgnoreCase(name))
                    .findFirst()
                    .orElseThrow(() -> unreadable(path, json, null));
        } else if (type == boolean.class && json instanceof Boolean) {
            return json;
        } else if (type == int.class && json instanceof Integer) {
            return json;
        } else if (type == double.class && json instanceof Number number) {
            return number.doubleValue();
        }
        throw unreadable(path, json, null);
    }

    private static Object record(Class<?> type, Map<?, ?> fields, String path) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            String name = components[i].getName();
            types[i] = components[i].getType();
            Object json = fields.get(name);
            if (types[i] == Optional.class) {
                ParameterizedType optional = (ParameterizedType) components[i].getGenericType();
                Class<?> content = (Class<?>) optional.getActualTypeArguments()[0];
                values[i] = Optional.ofNullable(json).map(value -> read(content, value, path + "." + name));
            } else {
                values[i] = read(types[i], json, path + "." + name);
            }
        }
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw unreadable(path, fields, e);
        }
    }

    private static ExportException unreadable(String path, Object json, @Nullable Exception cause) {
        return new ExportException(
                "The manifest's " + path + " is " + json + ", which describes no network this version knows", cause);
    }

    private static Object plain(Object value) {
        if (value instanceof Record nested) {
            return of(nested);
        }
        return value instanceof Enum<?> e ? e.name().toLowerCase(Locale.ROOT) : value;
    }

    private static Object value(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new ExportException("Cannot read '" + component.getName() + "' of " + record.getClass(), e);
        }
    }
}

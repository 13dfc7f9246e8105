package io.github.osgnet4j.data.config;

import io.github.osgnet4j.data.DataException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A mapping of the config that knows its path and which of its keys have been asked for. A key whose value is null
 * counts as absent, as Python's None does.
 */
final class ConfigNode {
    /** YAML 1.1, and so PyYAML, takes 1e-4 for a string: it wants a dot. The intent is clear, so it counts as a number. */
    private static final Pattern BARE_EXPONENT = Pattern.compile("[-+]?[0-9]+(\\.[0-9]*)?[eE][-+]?[0-9]+");

    private static final int SHOWN = 60;

    private final Path file;
    private final String path;
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();
    private final List<ConfigNode> read = new ArrayList<>();

    private ConfigNode(Path file, String path, Map<?, ?> values) {
        this.file = file;
        this.path = path;
        values.forEach((key, value) -> this.values.put(String.valueOf(key), value));
    }

    static ConfigNode root(Path file, Object document) {
        if (document instanceof Map<?, ?> map) {
            return new ConfigNode(file, "", map);
        }
        throw new DataException("Config " + file + ": expected a mapping of keys at the top, found " + show(document));
    }

    boolean has(String key) {
        return values.get(key) != null;
    }

    boolean holds(String key, String text) {
        known.add(key);
        return text.equals(values.get(key));
    }

    /** Marks keys of the official schema that neither the official code nor ours reads. */
    void unused(String... keys) {
        known.addAll(List.of(keys));
    }

    /** The mapping under a key; empty if absent. */
    ConfigNode child(String key) {
        Object value = take(key);
        return mapping(where(key), value == null ? Map.of() : value);
    }

    /** The mappings in the list under a key. */
    List<ConfigNode> children(String key) {
        return elements(key, this::mapping);
    }

    private ConfigNode mapping(String where, Object value) {
        if (value instanceof Map<?, ?> map) {
            ConfigNode node = new ConfigNode(file, where, map);
            read.add(node);
            return node;
        }
        throw expected(where, "a mapping", value);
    }

    int integer(String key, int min, int max) {
        return asInteger(where(key), required(key), min, max);
    }

    int integer(String key, int fallback, int min, int max) {
        Object value = take(key);
        return value == null ? fallback : asInteger(where(key), value, min, max);
    }

    double number(String key) {
        return asNumber(where(key), required(key));
    }

    double number(String key, double fallback) {
        Object value = take(key);
        return value == null ? fallback : asNumber(where(key), value);
    }

    /** A number that must be above zero. */
    double positive(String key) {
        double value = number(key);
        if (value <= 0) {
            throw expected(where(key), "a number above 0", value);
        }
        return value;
    }

    double positive(String key, double fallback) {
        return has(key) ? positive(key) : number(key, fallback);
    }

    boolean flag(String key, boolean fallback) {
        Object value = take(key);
        if (value == null) {
            return fallback;
        }
        if (value instanceof Boolean b) {
            return b;
        }
        throw expected(where(key), "true or false", value);
    }

    String text(String key) {
        return asText(where(key), required(key));
    }

    String text(String key, String fallback) {
        return optionalText(key).orElse(fallback);
    }

    Optional<String> optionalText(String key) {
        return Optional.ofNullable(take(key)).map(value -> asText(where(key), value));
    }

    /**
     * The value that the text under a key stands for.
     *
     * @param names of the values, in their order
     */
    <E> E choice(String key, String fallback, E[] values, String... names) {
        String found = text(key, fallback);
        int place = List.of(names).indexOf(found);
        if (place < 0) {
            String all = String.join(", ", names).replaceFirst(", (?!.*, )", " or ");
            throw error(key, "expected " + all + ", found \"" + found + '"');
        }
        return values[place];
    }

    List<String> texts(String key, List<String> fallback) {
        return has(key) ? elements(key, this::asText) : fallback(key, fallback);
    }

    List<Integer> integers(String key, List<Integer> fallback, int min, int max) {
        return has(key) ? elements(key, (where, value) -> asInteger(where, value, min, max)) : fallback(key, fallback);
    }

    /** A list of lists of numbers. */
    List<List<Double>> numberRows(String key, List<List<Double>> fallback) {
        return has(key) ? elements(key, (where, row) -> elements(where, row, this::asNumber)) : fallback(key, fallback);
    }

    private <E> List<E> fallback(String key, List<E> fallback) {
        known.add(key);
        return fallback;
    }

    private <E> List<E> elements(String key, BiFunction<String, Object, E> element) {
        return elements(where(key), required(key), element);
    }

    private <E> List<E> elements(String where, Object value, BiFunction<String, Object, E> element) {
        if (!(value instanceof List<?> list)) {
            throw expected(where, "a list", value);
        }
        List<E> result = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            result.add(element.apply(where + "[" + i + "]", list.get(i)));
        }
        return List.copyOf(result);
    }

    /** An integer, or Python's reading of true and false as 1 and 0. */
    int integerOrFlag(String key, int fallback, int min, int max) {
        if (values.get(key) instanceof Boolean) {
            return flag(key, false) ? 1 : 0;
        }
        return integer(key, fallback, min, max);
    }

    /** The keys below this node that nobody has asked for, with their paths. */
    List<String> unknownKeys() {
        List<String> unknown = new ArrayList<>();
        values.keySet().stream().filter(key -> !known.contains(key)).forEach(key -> unknown.add(where(key)));
        read.forEach(node -> unknown.addAll(node.unknownKeys()));
        return unknown;
    }

    String where(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** An error about the value of a key: {@code message} follows the key's path. */
    DataException error(String key, String message) {
        return at(where(key), message);
    }

    private DataException expected(String where, String what, Object found) {
        return at(where, "expected " + what + ", found " + show(found));
    }

    private DataException at(String where, String message) {
        return new DataException("Config " + file + ": " + where + ": " + message);
    }

    private @Nullable Object take(String key) {
        known.add(key);
        return values.get(key);
    }

    private Object required(String key) {
        Object value = take(key);
        if (value == null) {
            throw error(key, "is missing");
        }
        return value;
    }

    private int asInteger(String where, Object value, int min, int max) {
        if (!(value instanceof Integer || value instanceof Long || value instanceof BigInteger)) {
            throw expected(where, "an integer", value);
        }
        BigInteger exact = new BigInteger(value.toString());
        if (exact.compareTo(BigInteger.valueOf(min)) < 0 || exact.compareTo(BigInteger.valueOf(max)) > 0) {
            throw expected(where, "an integer from " + min + " to " + max, value);
        }
        return exact.intValueExact();
    }

    private double asNumber(String where, Object value) {
        double number = Double.NaN;
        if (value instanceof Number n) {
            number = n.doubleValue();
        } else if (value instanceof String s && BARE_EXPONENT.matcher(s).matches()) {
            number = Double.parseDouble(s);
        }
        if (!Double.isFinite(number)) {
            throw expected(where, "a number", value);
        }
        return number;
    }

    private String asText(String where, Object value) {
        if (value instanceof String s) {
            return s;
        }
        throw expected(where, "a text", value);
    }

    // Collections are not printed: an alias may make one contain itself.
    private static String show(Object value) {
        if (value == null) {
            return "nothing";
        } else if (value instanceof String s) {
            return '"' + (s.length() > SHOWN ? s.substring(0, SHOWN) + "..." : s) + '"';
        } else if (value instanceof Number || value instanceof Boolean) {
            String s = value.toString();
            return s.length() > SHOWN ? s.substring(0, SHOWN) + "..." : s;
        } else if (value instanceof List<?>) {
            return "a list";
        } else if (value instanceof Map<?, ?>) {
            return "a mapping";
        }
        return "a " + value.getClass().getSimpleName();
    }
}

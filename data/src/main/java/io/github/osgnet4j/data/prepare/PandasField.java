package io.github.osgnet4j.data.prepare;

import java.math.BigInteger;
import java.util.Set;
import java.util.regex.Pattern;

/** What {@code pandas.read_csv} of pandas 1.5 takes a field for. */
final class PandasField {
    private static final Set<String> MISSING = Set.of(
            "",
            "#N/A",
            "#N/A N/A",
            "#NA",
            "-1.#IND",
            "-1.#QNAN",
            "-NaN",
            "-nan",
            "1.#IND",
            "1.#QNAN",
            "<NA>",
            "N/A",
            "NA",
            "NULL",
            "NaN",
            "n/a",
            "nan",
            "null");

    private static final Pattern WHOLE = Pattern.compile("[ \\t\\n\\r\\f\\x0b]*[+-]?[0-9]{1,18}[ \\t\\n\\r\\f\\x0b]*");
    private static final Pattern DECIMAL = Pattern.compile(
            "[ \\t\\n\\r\\f\\x0b]*[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?[ \\t\\n\\r\\f\\x0b]*");

    /** What a column holds, from its fields up to now. */
    enum Kind {
        WHOLE,
        /** With a decimal or a missing field among them. */
        DECIMAL,
        TEXT;

        Kind and(Kind other) {
            return compareTo(other) < 0 ? other : this;
        }
    }

    private PandasField() {}

    static boolean missing(String field) {
        return MISSING.contains(field);
    }

    static Kind kind(String field) {
        if (WHOLE.matcher(field).matches()) {
            return Kind.WHOLE;
        }
        return missing(field) || DECIMAL.matcher(field).matches() ? Kind.DECIMAL : Kind.TEXT;
    }

    /** The number in a field that is one; NaN if it is missing. */
    static double number(String field) {
        return missing(field) ? Double.NaN : Double.parseDouble(field.strip());
    }

    /** A field as Python prints it in a text, in a column of some kind. */
    static String printed(String field, Kind column) {
        if (missing(field)) {
            return "nan";
        }
        return switch (column) {
            case WHOLE -> new BigInteger(field.strip()).toString();
            case DECIMAL -> PythonNumber.of(number(field)).toString();
            case TEXT -> field;
        };
    }
}

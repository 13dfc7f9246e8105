package io.github.osgnet4j.data.submission;

import java.util.Locale;

/** Writes texts as Python's {@code json.dumps} does. */
public final class PythonText {
    private PythonText() {}

    /**
     * The text between quotes, in ASCII: control characters, DEL and all outside ASCII as escapes. Halves of surrogate pairs stay halves.
     */
    public static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                case '\f' -> json.append("\\f");
                case '\b' -> json.append("\\b");
                default ->
                    json.append(
                            c < ' ' || c > '~' ? String.format(Locale.ROOT, "\\u%04x", (int) c) : String.valueOf(c));
            }
        }
        return json.append('"').toString();
    }
}

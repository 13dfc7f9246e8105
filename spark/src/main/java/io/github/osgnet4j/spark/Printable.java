package io.github.osgnet4j.spark;

import java.util.Locale;

/** Text as a terminal may have it: names come from files of others, and a control character could move the cursor. */
final class Printable {

    private Printable() {}

    /** The text in one line, with escapes for whatever controls a terminal instead of being shown. */
    static String line(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (Character.getType(c)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR,
                        Character.SURROGATE -> out.append(String.format(Locale.ROOT, "\\u%04x", c));
                default -> out.appendCodePoint(c);
            }
        });
        return out.toString();
    }
}

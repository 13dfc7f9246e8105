package io.github.osgnet4j.data.io;

import java.util.Locale;

/**
 * Text as a terminal may have it. Names and questions come from files of others: a control character in them could move
 * the cursor, set a title or turn the rest of the line around.
 */
public final class Printable {

    private static final int ZERO_WIDTH_NON_JOINER = 0x200c;
    private static final int ZERO_WIDTH_JOINER = 0x200d;

    private Printable() {}

    /** The text in one line, with escapes for whatever controls a terminal instead of being shown. */
    public static String line(String text) {
        if (text.codePoints().noneMatch(Printable::controls)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (controls(c)) {
                for (char unit : Character.toChars(c)) {
                    out.append(escape(unit));
                }
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }

    /** A text of several lines, such as a stack trace, whose tabs become spaces. */
    public static String lines(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.lines()
                .forEach(line -> out.append(line(line.replace("\t", "    "))).append(System.lineSeparator()));
        return out.toString();
    }

    /** Joiners are part of some scripts; every other format character directs what is around it. */
    private static boolean controls(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            case Character.FORMAT -> c != ZERO_WIDTH_JOINER && c != ZERO_WIDTH_NON_JOINER;
            default -> false;
        };
    }

    /** As in JSON, which stays JSON. */
    private static String escape(char c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> String.format(Locale.ROOT, "\\u%04x", (int) c);
        };
    }
}

package io.github.osgnet4j.encoders;

/** Quotes text from external files and programs in messages: shortened, on one line, without control characters. */
final class ForeignText {

    private static final int LONGEST = 80;
    private static final int LONGEST_OUTPUT = 400;

    private ForeignText() {}

    /** In quotes. */
    static String quoted(String text) {
        return '\'' + plain(text, LONGEST) + '\'';
    }

    /** A few lines that a program wrote, as one. */
    static String output(String text) {
        return plain(text.strip().replaceAll("\\s*\\R\\s*", "; "), LONGEST_OUTPUT);
    }

    private static String plain(String text, int longest) {
        StringBuilder plain = new StringBuilder();
        text.codePoints().limit(longest).map(c -> isShown(c) ? c : '\ufffd').forEach(plain::appendCodePoint);
        return text.codePointCount(0, text.length()) > longest
                ? plain.append('\u2026').toString()
                : plain.toString();
    }

    private static boolean isShown(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}

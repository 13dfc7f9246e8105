package io.github.osgnet4j.serve;

/** Quotes client input in messages: shortened, on one line, and as valid UTF-8. */
final class Quoted {

    private static final int LONGEST = 80;
    private static final int LONGEST_MESSAGE = 1000;

    private Quoted() {}

    /** In quotes. */
    static String of(String text) {
        return '\'' + plain(text, LONGEST) + '\'';
    }

    /** A whole message. */
    static String plain(String text) {
        return plain(text, LONGEST_MESSAGE);
    }

    private static String plain(String text, int longest) {
        StringBuilder plain = new StringBuilder();
        text.codePoints()
                .limit(longest)
                .map(c -> Character.isISOControl(c) || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE
                        ? '\ufffd'
                        : c)
                .forEach(plain::appendCodePoint);
        return text.codePointCount(0, text.length()) > longest
                ? plain.append('\u2026').toString()
                : plain.toString();
    }
}

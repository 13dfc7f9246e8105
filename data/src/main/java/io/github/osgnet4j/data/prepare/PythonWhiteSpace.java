package io.github.osgnet4j.data.prepare;

/** What Python's {@code str.strip} takes for white space, which is more than Java does. */
final class PythonWhiteSpace {
    private PythonWhiteSpace() {}

    static String strip(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (to > from && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    /** All of Unicode's are in the basic plane. */
    private static boolean isSpace(char c) {
        return c >= '\t' && c <= '\r' || c >= 0x1c && c <= 0x1f || c == 0x85 || Character.isSpaceChar(c);
    }
}

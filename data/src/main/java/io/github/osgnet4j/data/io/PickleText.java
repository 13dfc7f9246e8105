package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers and strings as pickles spell them. */
final class PickleText {
    private static final int MAX_DIGITS = 300;
    private static final int MAX_SHOWN = 100;
    private static final Pattern QUOTED_ESCAPE = Pattern.compile("\\\\(?:[\\\\'\"nrt]|x[0-9a-fA-F]{2})");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u[0-9a-fA-F]{4}|U0[0-9a-fA-F]{7})");

    private PickleText() {}

    /** A two's complement number, last byte most significant: Long, or BigInteger beyond. */
    static Object littleEndian(byte[] little) {
        byte[] big = new byte[little.length + 1];
        for (int i = 0; i < little.length; i++) {
            big[big.length - 1 - i] = little[i];
        }
        big[0] = (byte) (little.length > 0 && little[little.length - 1] < 0 ? -1 : 0);
        return integer(new BigInteger(big));
    }

    private static Object integer(BigInteger value) {
        if (value.bitLength() < Long.SIZE) {
            return value.longValue();
        }
        return value;
    }

    static Object decimalOrBool(String text) {
        return switch (text) {
            case "00" -> false;
            case "01" -> true;
            default -> decimal(text);
        };
    }

    static Object decimal(String text) {
        if (text.length() > MAX_DIGITS || !text.matches("-?\\d+")) {
            throw malformed("'" + shown(text) + "' is not an integer");
        }
        return integer(new BigInteger(text));
    }

    static long nonNegative(String text) {
        if (!text.matches("\\d{1,9}")) {
            throw malformed("'" + shown(text) + "' is not a memo index");
        }
        return Long.parseLong(text);
    }

    static double decimalFraction(String text) {
        try {
            return Double.parseDouble(text.length() > MAX_DIGITS ? "" : text);
        } catch (NumberFormatException e) {
            throw malformed("'" + shown(text) + "' is not a float");
        }
    }

    static String quoted(String text) {
        int n = text.length();
        if (n < 2 || text.charAt(0) != text.charAt(n - 1) || "'\"".indexOf(text.charAt(0)) < 0) {
            throw malformed("a string without quotes");
        }
        return QUOTED_ESCAPE
                .matcher(text.substring(1, n - 1))
                .replaceAll(m -> Matcher.quoteReplacement(escaped(m.group())));
    }

    /** What Python's repr of a string of bytes escapes: a backslash, a quote, n, r, t, or two hex digits. */
    private static String escaped(String escape) {
        return switch (escape.charAt(1)) {
            case 'n' -> "\n";
            case 'r' -> "\r";
            case 't' -> "\t";
            case 'x' -> Character.toString(Integer.parseInt(escape.substring(2), 16));
            default -> escape.substring(1);
        };
    }

    /** Python's raw-unicode-escape: latin1, with everything else and control characters as four or eight hex digits. */
    static String unescaped(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        Matcher escape = ESCAPE.matcher(text);
        int at = 0;
        while (escape.find()) {
            int codePoint = Integer.parseInt(escape.group().substring(2), 16);
            if (!Character.isValidCodePoint(codePoint)) {
                throw malformed("a string with an impossible character");
            }
            plain.append(text, at, escape.start()).appendCodePoint(codePoint);
            at = escape.end();
        }
        return plain.append(text, at, text.length()).toString();
    }

    /** A text of the file, fit for a message: printable and not long. */
    static String shown(Object text) {
        String all = String.valueOf(text);
        String start = all.length() > MAX_SHOWN ? all.substring(0, MAX_SHOWN) + "..." : all;
        return start.replaceAll("[^\\x20-\\x7e]", "?");
    }

    private static DataException malformed(String what) {
        return new DataException("Damaged or hostile pickle: " + what);
    }
}

package io.github.osgnet4j.encoders;

import java.util.Locale;
import java.util.regex.Pattern;

/** The normalisation of texts that was used for a network's training features. */
public enum CanonicalText {
    /** Text as it is. */
    NONE {
        @Override
        public String of(String text) {
            return text;
        }
    },
    /**
     * That of NLQ's queries: without dots, then blanks, then question marks at both ends, in lower case, with one question
     * mark; in Python {@code text.strip(".").strip(" ").strip("?").lower() + "?"}.
     */
    NLQ_QUESTION {
        @Override
        public String of(String text) {
            return lower(strip(strip(strip(text, '.'), ' '), '?')) + "?";
        }
    };

    private static final int SIGMA = 0x3a3;
    private static final String FINAL_SIGMA = "\u03c2";

    /** Besides signs of its categories, what Unicode passes over between a letter and a sigma. */
    private static final Pattern IGNORABLE =
            Pattern.compile("[\\p{Mn}\\p{Me}\\p{Cf}\\p{Lm}\\p{Sk}'.:\u00b7\u0387\u055f\u05f4\u2018\u2019\u2024\u2027"
                    + "\ufe13\ufe52\ufe55\uff07\uff0e\uff1a]");

    /** The text that is tokenized. */
    public abstract String of(String text);

    /** The name in {@code encoder.json} and {@code config.json}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static String strip(String text, char sign) {
        int from = 0;
        int to = text.length();
        while (from < to && text.charAt(from) == sign) {
            from++;
        }
        while (to > from && text.charAt(to - 1) == sign) {
            to--;
        }
        return text.substring(from, to);
    }

    /** Unicode's full lower case. Java's own finds the end of a word, which decides on a sigma, by another rule. */
    private static String lower(String text) {
        StringBuilder lower = new StringBuilder(text.length());
        for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            if (c == SIGMA && endsWord(text, i)) {
                lower.append(FINAL_SIGMA);
            } else {
                lower.append(Character.toString(c).toLowerCase(Locale.ROOT));
            }
        }
        return lower.toString();
    }

    private static boolean endsWord(String text, int sigma) {
        int before = text.codePoints()
                .limit(text.codePointCount(0, sigma))
                .reduce(-1, (cased, c) -> ignorable(c) ? cased : c);
        int after = text.codePoints()
                .skip(text.codePointCount(0, sigma) + 1L)
                .filter(c -> !ignorable(c))
                .findFirst()
                .orElse(-1);
        return cased(before) && !cased(after);
    }

    private static boolean ignorable(int c) {
        return IGNORABLE.matcher(Character.toString(c)).matches();
    }

    private static boolean cased(int c) {
        return c >= 0 && (Character.isLowerCase(c) || Character.isUpperCase(c) || Character.isTitleCase(c));
    }
}

package io.github.osgnet4j.data.prepare;

import io.github.osgnet4j.data.io.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The name of a file for the key of a store, whoever wrote it: no two keys have one name, and none leads out of a folder. Letters of any
 * script, digits and {@code - _ . + = , @ ~} and spaces stay; all else, a dot at the start and {@code %} become {@code %XX} for each byte of
 * UTF-8. A name that would be too long ends in {@code %} and the SHA-256 of its key.
 */
final class KeyName {

    /** File systems take 255 bytes, and an ending follows. */
    private static final int MAX_BYTES = 200;

    private static final String KEPT = "-_.+=,@~ ";

    private KeyName() {}

    static String of(String key) {
        StringBuilder name = new StringBuilder();
        int[] points = key.codePoints().toArray();
        for (int i = 0; i < points.length; i++) {
            String text = new String(points, i, 1);
            boolean edge = i == 0 || i == points.length - 1;
            boolean keeps = Character.isLetterOrDigit(points[i])
                    || KEPT.indexOf(points[i]) >= 0 && !(edge && ". ".contains(text));
            name.append(keeps ? text : escaped(text));
        }
        byte[] bytes = name.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= MAX_BYTES) {
            return name.toString();
        }
        int end = name.length();
        while (name.substring(0, end).getBytes(StandardCharsets.UTF_8).length > MAX_BYTES / 2) {
            end = name.offsetByCodePoints(end, -1);
        }
        return name.substring(0, end) + "%" + Fingerprint.of(key);
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            escaped.append(String.format(Locale.ROOT, "%%%02X", b & 0xff));
        }
        return escaped.toString();
    }
}

package io.github.osgnet4j.serve;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Percent-encoded UTF-8, strictly. Decoded text is only ever used as a lookup key. */
final class UriText {

    private static final int MOST_PARAMETERS = 100;

    private UriText() {}

    /** The segments of a path, decoded after they were split. */
    static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            segments.add(decode(segment, false));
        }
        return segments;
    }

    /**
     * The parameters of a query.
     *
     * @param query may be null
     */
    static Map<String, List<String>> query(@Nullable String query) {
        Map<String, List<String>> parameters = new HashMap<>();
        if (query == null || query.isEmpty()) {
            return parameters;
        }
        String[] pairs = query.split("&", MOST_PARAMETERS + 1);
        if (pairs.length > MOST_PARAMETERS) {
            throw ProblemException.invalid("", "More than " + MOST_PARAMETERS + " parameters");
        }
        for (String pair : pairs) {
            String[] parts = pair.split("=", 2);
            parameters
                    .computeIfAbsent(decode(parts[0], true), name -> new ArrayList<>())
                    .add(parts.length == 1 ? "" : decode(parts[1], true));
        }
        return parameters;
    }

    private static String decode(String text, boolean plusIsSpace) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer decoded = ByteBuffer.allocate(encoded.length);
        for (int i = 0; i < encoded.length; i++) {
            if (encoded[i] == '%') {
                if (i + 2 >= encoded.length) {
                    throw malformed(text);
                }
                int high = Character.digit(encoded[i + 1], 16);
                int low = Character.digit(encoded[i + 2], 16);
                if (high < 0 || low < 0) {
                    throw malformed(text);
                }
                decoded.put((byte) (high << 4 | low));
                i += 2;
            } else {
                decoded.put(plusIsSpace && encoded[i] == '+' ? (byte) ' ' : encoded[i]);
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
        } catch (CharacterCodingException e) {
            throw malformed(text);
        }
    }

    private static ProblemException malformed(String text) {
        return new ProblemException(
                ProblemType.MALFORMED_REQUEST, "No percent-encoded UTF-8 in the address: " + Quoted.of(text));
    }
}

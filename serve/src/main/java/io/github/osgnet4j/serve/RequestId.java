package io.github.osgnet4j.serve;

import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Identifies a request in answers and logs: the id of its trace, taken over from the client's {@code traceparent} (W3C
 * Trace Context) where that is well-formed, and an id of the server's own, so that two requests of one trace differ.
 *
 * @param trace 32 hexadecimal digits, not all 0
 * @param span 16 hexadecimal digits, not all 0
 */
record RequestId(String trace, String span) {

    /** The header of answers. */
    static final String HEADER = "X-Request-Id";

    /** The header of requests. */
    static final String PARENT = "traceparent";

    /** The key of log lines. */
    static final String KEY = "requestId";

    private static final HexFormat HEX = HexFormat.of();

    /**
     * What the specification lets take part in a trace: version, trace, parent and flags; versions later than 00 may go on
     * after another hyphen, and there is none of the number ff.
     */
    private static final Pattern PARENTS = Pattern.compile(
            "(?!ff|00-.{53})[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?",
            Pattern.DOTALL);

    /**
     * The id of a request.
     *
     * @param parents its headers {@link #PARENT}
     */
    static RequestId of(List<String> parents) {
        Matcher parent = PARENTS.matcher(parents.size() == 1 ? parents.get(0) : "");
        String trace = parent.matches() ? parent.group(1) : HEX.toHexDigits(random()) + HEX.toHexDigits(random());
        return new RequestId(trace, HEX.toHexDigits(random()));
    }

    private static long random() {
        long id;
        do {
            id = ThreadLocalRandom.current().nextLong();
        } while (id == 0);
        return id;
    }

    /** Both ids, as in answers and logs. */
    @Override
    public String toString() {
        return trace + '-' + span;
    }
}

package io.github.osgnet4j.serve;

import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Who a request is, in answers and logs: the id of its trace, taken over from the client's {@code traceparent} (W3C Trace
 * Context) where that is well-formed, and an id of the server's own, so that two requests of one trace differ.
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

    /** Characters of version 00: version, trace, parent and flags with three hyphens. */
    private static final int LENGTH = 55;

    private static final int TRACE = 3;
    private static final int PARENT_SPAN = 36;
    private static final int FLAGS = 53;

    /**
     * The id of a request.
     *
     * @param parents its headers {@link #PARENT}
     */
    static RequestId of(List<String> parents) {
        boolean known = parents.size() == 1 && isParent(parents.get(0));
        return new RequestId(
                known
                        ? parents.get(0).substring(TRACE, PARENT_SPAN - 1)
                        : HEX.toHexDigits(random()) + HEX.toHexDigits(random()),
                HEX.toHexDigits(random()));
    }

    /** Whether a header is one that the specification lets take part in a trace; later versions may only be longer. */
    private static boolean isParent(String header) {
        boolean first = header.startsWith("00-");
        return (first ? header.length() == LENGTH : header.length() >= LENGTH)
                && (header.length() == LENGTH || header.charAt(LENGTH) == '-')
                && hex(header, 0, 2)
                && !header.startsWith("ff")
                && header.charAt(TRACE - 1) == '-'
                && hex(header, TRACE, PARENT_SPAN - 1)
                && !zeros(header, TRACE, PARENT_SPAN - 1)
                && header.charAt(PARENT_SPAN - 1) == '-'
                && hex(header, PARENT_SPAN, FLAGS - 1)
                && !zeros(header, PARENT_SPAN, FLAGS - 1)
                && header.charAt(FLAGS - 1) == '-'
                && hex(header, FLAGS, LENGTH);
    }

    private static boolean hex(String text, int from, int to) {
        return text.substring(from, to).chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
    }

    private static boolean zeros(String text, int from, int to) {
        return text.substring(from, to).chars().allMatch(c -> c == '0');
    }

    private static long random() {
        long id;
        do {
            id = ThreadLocalRandom.current().nextLong();
        } while (id == 0);
        return id;
    }

    /** Both, as answers and logs have it. */
    @Override
    public String toString() {
        return trace + '-' + span;
    }
}

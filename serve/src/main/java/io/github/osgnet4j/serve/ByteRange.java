package io.github.osgnet4j.serve;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stretch of a file's bytes (RFC 9110, 14.1.2).
 *
 * @param first byte, from 0
 * @param last byte; before the first where there is none
 */
record ByteRange(long first, long last) {

    private static final Pattern SINGLE =
            Pattern.compile("bytes\\s*=\\s*([0-9]{0,18})-([0-9]{0,18})", Pattern.CASE_INSENSITIVE);

    /** All of a file. */
    static ByteRange all(long size) {
        return new ByteRange(0, size - 1);
    }

    /**
     * What a request asks for. A client that asks for several stretches, or in another unit, gets the whole file, as one
     * that asks for none.
     *
     * @param header value of {@code Range}
     * @param size of the file in bytes
     * @return empty if the whole file is asked for
     * @throws OutOfFileException if the file has no byte of the stretch
     */
    static Optional<ByteRange> of(String header, long size) throws OutOfFileException {
        Matcher single = SINGLE.matcher(header.strip());
        if (!single.matches() || single.group(1).isEmpty() && single.group(2).isEmpty()) {
            return Optional.empty();
        }
        if (single.group(1).isEmpty()) {
            long count = Long.parseLong(single.group(2));
            return Optional.of(new ByteRange(Math.max(0, size - count), size - 1).within(count > 0 ? size : 0));
        }
        long first = Long.parseLong(single.group(1));
        long last = single.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(single.group(2));
        if (last < first) {
            return Optional.empty();
        }
        return Optional.of(new ByteRange(first, Math.min(last, size - 1)).within(size));
    }

    private ByteRange within(long size) throws OutOfFileException {
        if (first >= size) {
            throw new OutOfFileException();
        }
        return this;
    }

    long length() {
        return last - first + 1;
    }

    /** Thrown where a file ends before a stretch begins. */
    static final class OutOfFileException extends Exception {

        private static final long serialVersionUID = 1L;
    }
}

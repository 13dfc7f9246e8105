package io.github.osgnet4j.data.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.osgnet4j.data.DataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32C;

/** The lines of a journal, which is what a long job has done: JSON objects, each with a checksum. The last may be half written. */
public final class JournalLines {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CHECKSUM = ",\"crc\":\"";
    private static final int CHECKSUM_CHARS = CHECKSUM.length() + 8 + 2;
    private static final int MAX_LINE = 1 << 26;

    private final InputStream in;
    private final byte[] part = new byte[1 << 16];
    private int from;
    private int to;
    private int number;
    private long end;
    private String torn = "";

    /** Lines of a locked channel, which is not closed: that would end the lock. */
    public JournalLines(FileChannel channel) {
        this(Channels.newInputStream(channel));
    }

    /** Lines of a stream, which is not closed. */
    public JournalLines(InputStream stream) {
        this.in = stream;
    }

    /** A JSON object as a line that is read here. */
    public static String line(JsonNode object) {
        String text = object.toString();
        String body = text.substring(0, text.length() - 1);
        return body + CHECKSUM + checksum(text) + "\"}\n";
    }

    private static String checksum(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(1L << 32 | crc.getValue()).substring(1);
    }

    /**
     * The next whole line; empty if there is none.
     *
     * @throws DataException if it is too long, no JSON object, or its checksum does not agree
     */
    public Optional<JsonNode> next() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean whole = false;
        while (!whole) {
            if (from == to) {
                from = 0;
                to = Math.max(0, in.read(part));
                if (to == 0) {
                    torn = bytes.toString(StandardCharsets.UTF_8);
                    return Optional.empty();
                }
            }
            int length = 0;
            while (from + length < to && part[from + length] != '\n') {
                length++;
            }
            if (bytes.size() + length > MAX_LINE) {
                number++;
                throw new DataException("it is longer than " + MAX_LINE + " bytes");
            }
            bytes.write(part, from, length);
            from += length;
            if (from < to) {
                from++;
                whole = true;
            }
        }
        number++;
        end += bytes.size() + 1;
        return Optional.of(parse(bytes.toString(StandardCharsets.UTF_8)));
    }

    private static JsonNode parse(String text) {
        String body = text;
        int at = text.length() - CHECKSUM_CHARS;
        if (at > 0 && text.startsWith(CHECKSUM, at)) {
            body = text.substring(0, at) + "}";
            if (!text.equals(text.substring(0, at) + CHECKSUM + checksum(body) + "\"}")) {
                throw new DataException("its checksum does not agree");
            }
        }
        try {
            JsonNode node = JSON.readTree(body);
            if (!node.isObject()) {
                throw new DataException("it is not a JSON object");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new DataException("it is not JSON", e);
        }
    }

    /** What there is of a half-written last line, once {@link #next} has come to it; otherwise nothing. */
    public String torn() {
        return torn;
    }

    /** The number of the last line that was looked at, from 1. */
    public int number() {
        return number;
    }

    /** Where the last whole line ends; what follows was half written. */
    public long end() {
        return end;
    }
}

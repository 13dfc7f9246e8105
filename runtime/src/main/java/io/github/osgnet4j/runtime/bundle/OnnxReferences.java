package io.github.osgnet4j.runtime.bundle;

import io.github.osgnet4j.runtime.error.BundleException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Finds the external files that an ONNX file refers to, before ONNX Runtime opens them. Walks the protobuf wire format
 * of onnx.proto and skips everything but nested messages, external data locations and operator names.
 */
final class OnnxReferences {

    private static final int MAX_DEPTH = 64;
    private static final int MAX_TEXT = 4096;

    /** Messages of onnx.proto that can hold, however deep, a tensor with external data. */
    private enum Message {
        MODEL,
        GRAPH,
        NODE,
        ATTRIBUTE,
        TENSOR,
        SPARSE_TENSOR,
        FUNCTION,
        TRAINING,
        ENTRY
    }

    /** Field numbers of nested messages. */
    private static final Map<Message, Map<Integer, Message>> NESTED = Map.of(
            Message.MODEL, Map.of(7, Message.GRAPH, 20, Message.TRAINING, 25, Message.FUNCTION),
            Message.GRAPH, Map.of(1, Message.NODE, 5, Message.TENSOR, 15, Message.SPARSE_TENSOR),
            Message.NODE, Map.of(5, Message.ATTRIBUTE),
            Message.ATTRIBUTE,
                    Map.of(
                            5, Message.TENSOR,
                            6, Message.GRAPH,
                            10, Message.TENSOR,
                            11, Message.GRAPH,
                            22, Message.SPARSE_TENSOR,
                            23, Message.SPARSE_TENSOR),
            Message.TENSOR, Map.of(13, Message.ENTRY),
            Message.SPARSE_TENSOR, Map.of(1, Message.TENSOR, 2, Message.TENSOR),
            Message.FUNCTION, Map.of(7, Message.NODE, 11, Message.ATTRIBUTE),
            Message.TRAINING, Map.of(1, Message.GRAPH, 2, Message.GRAPH),
            Message.ENTRY, Map.of());

    private static final int OPERATOR = 4;
    private static final int ENTRY_KEY = 1;
    private static final int ENTRY_VALUE = 2;

    private final Path file;
    private final FileChannel channel;
    private final ByteBuffer window = ByteBuffer.allocate(1 << 16).limit(0);
    private final Set<String> locations = new LinkedHashSet<>();
    private long windowStart;

    private OnnxReferences(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * The distinct {@code location}s of external data.
     *
     * @throws BundleException if the file is not the wire format of an ONNX model, is truncated, or holds an operator that
     *     loads a compiled engine from elsewhere
     */
    static Set<String> locations(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            OnnxReferences walk = new OnnxReferences(file, channel);
            walk.message(Message.MODEL, channel.size(), 0);
            return walk.locations;
        } catch (EOFException e) {
            throw new BundleException(file, "truncated or not an ONNX graph: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new BundleException(file, "cannot be read: " + e, e);
        }
    }

    private void message(Message type, long end, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new BundleException(file, "graphs nested deeper than " + MAX_DEPTH);
        }
        String key = "";
        String value = "";
        while (position() < end) {
            long tag = varint();
            // Readers of the format keep 32 bits of a tag.
            int field = (int) tag >>> 3;
            switch ((int) (tag & 7)) {
                case 0 -> varint();
                case 1 -> skip(8, end);
                case 5 -> skip(4, end);
                case 2 -> {
                    long length = varint();
                    long from = position();
                    if (length < 0 || length > end - from) {
                        throw new EOFException("a field at byte " + from + " says it has " + length + " bytes, "
                                + (end - from) + " are left");
                    }
                    Message nested = NESTED.get(type).get(field);
                    if (nested != null) {
                        message(nested, from + length, depth + 1);
                    } else if (type == Message.ENTRY && field == ENTRY_KEY) {
                        key = text(length);
                    } else if (type == Message.ENTRY && field == ENTRY_VALUE) {
                        value = text(length);
                    } else if (type == Message.NODE && field == OPERATOR) {
                        refuseCompiledEngine(text(length));
                    } else {
                        skip(length, end);
                    }
                }
                default -> throw new EOFException("no protobuf field at byte " + position());
            }
        }
        if (position() > end) {
            throw new EOFException("a field before byte " + position() + " ends behind its message");
        }
        if (type == Message.ENTRY && key.equals("location")) {
            locations.add(value);
        }
    }

    private void refuseCompiledEngine(String operator) {
        if (operator.equals("EPContext")) {
            throw new BundleException(file, "holds an EPContext node, which loads a compiled engine; not accepted");
        }
    }

    private String text(long length) throws IOException {
        if (length > MAX_TEXT) {
            throw new BundleException(file, "a name of " + length + " bytes at byte " + position());
        }
        byte[] bytes = new byte[(int) length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = next();
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private long varint() throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte b = next();
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new EOFException("no protobuf number at byte " + position());
    }

    private long position() {
        return windowStart + window.position();
    }

    private void skip(long bytes, long end) throws IOException {
        if (bytes > end - position()) {
            throw new EOFException("a field at byte " + position() + " ends behind its message");
        }
        if (bytes <= window.remaining()) {
            window.position(window.position() + (int) bytes);
        } else {
            windowStart = position() + bytes;
            window.position(0).limit(0);
        }
    }

    private byte next() throws IOException {
        if (!window.hasRemaining()) {
            windowStart = position();
            window.clear();
            int read = channel.read(window, windowStart);
            window.flip();
            if (read <= 0) {
                throw new EOFException("ends at byte " + windowStart + " inside a field");
            }
        }
        return window.get();
    }
}

package io.github.osgnet4j.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.RandomAccess;

/** Numbers of a tensor that came as bytes, little-endian and without gaps; each becomes a node when it is asked for. */
final class BinaryElements extends AbstractList<JsonNode> implements RandomAccess {

    private static final Map<String, Integer> WIDTHS =
            Map.of("FP32", Float.BYTES, "FP64", Double.BYTES, "INT32", Integer.BYTES, "INT64", Long.BYTES);

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ByteBuffer bytes;
    private final String datatype;
    private final int width;

    private BinaryElements(ByteBuffer bytes, String datatype, int width) {
        this.bytes = bytes;
        this.datatype = datatype;
        this.width = width;
    }

    /**
     * The numbers in some bytes.
     *
     * @param bytes whole elements
     */
    static List<JsonNode> numbers(ByteBuffer bytes, String datatype) {
        return new BinaryElements(bytes.slice().order(ByteOrder.LITTLE_ENDIAN), datatype, WIDTHS.get(datatype));
    }

    /** Bytes of an element; nothing for texts, each of which has a length of its own. */
    static Optional<Integer> width(String datatype) {
        return Optional.ofNullable(WIDTHS.get(datatype));
    }

    /**
     * The only text in some bytes: four of its length, then as many of UTF-8.
     *
     * @throws CharacterCodingException if there are more or less, or they are no UTF-8
     */
    static JsonNode text(ByteBuffer bytes) throws CharacterCodingException {
        ByteBuffer text = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (text.remaining() < Integer.BYTES || text.getInt() != text.remaining()) {
            throw new CharacterCodingException();
        }
        return NODES.textNode(StandardCharsets.UTF_8.newDecoder().decode(text).toString());
    }

    @Override
    public int size() {
        return bytes.capacity() / width;
    }

    @Override
    public JsonNode get(int index) {
        int at = index * width;
        return switch (datatype) {
            case "FP32" -> NODES.numberNode(bytes.getFloat(at));
            case "FP64" -> NODES.numberNode(bytes.getDouble(at));
            case "INT32" -> NODES.numberNode(bytes.getInt(at));
            default -> integer(bytes.getLong(at));
        };
    }

    /** As the parser of JSON has it. */
    private static JsonNode integer(long value) {
        return value == (int) value ? NODES.numberNode((int) value) : NODES.numberNode(value);
    }
}

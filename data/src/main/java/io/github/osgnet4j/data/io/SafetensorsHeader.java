package io.github.osgnet4j.data.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.StreamedTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON head of a safetensors file.
 *
 * @param entries in the order of their data
 * @param metadata strings by name
 */
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata) {
    static final String METADATA = "__metadata__";
    private static final int MAX_NESTING = 3;
    private static final int MAX_TENSORS = 100_000;
    private static final int MAX_RANK = 32;

    /**
     * One tensor.
     *
     * @param begin first byte, counted from the end of the header
     * @param end byte behind the last
     */
    record Entry(String name, Dtype dtype, long[] shape, long begin, long end) {}

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_NESTING)
                    .maxNumberLength(19)
                    .build())
            .build();

    /**
     * Reads a header.
     *
     * @param json the header's bytes, padding included
     * @param dataBytes bytes behind the header, which the tensors must cover without gap or overlap
     */
    static SafetensorsHeader parse(byte[] json, long dataBytes) throws IOException {
        List<Entry> entries = new ArrayList<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        try (JsonParser parser = JSON.createParser(json)) {
            expect(parser, parser.nextToken(), JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                expect(parser, parser.nextToken(), JsonToken.START_OBJECT);
                if (name.equals(METADATA)) {
                    readMetadata(parser, metadata);
                } else if (entries.size() == MAX_TENSORS) {
                    throw new DataException("safetensors file of more than " + MAX_TENSORS + " tensors");
                } else {
                    entries.add(entry(parser, name));
                }
            }
            expect(parser, parser.nextToken(), null);
        } catch (JsonProcessingException e) {
            throw new DataException("safetensors header is not the JSON it should be: " + e.getOriginalMessage(), e);
        }
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        checkCoverage(entries, dataBytes);
        return new SafetensorsHeader(entries, metadata);
    }

    /**
     * The header of float32 tensors that follow each other.
     *
     * @return JSON, padded by spaces so that the data starts at a multiple of eight bytes
     */
    static byte[] json(Collection<? extends StreamedTensor> tensors, Map<String, String> metadata) {
        Map<String, Object> header = new LinkedHashMap<>();
        if (!metadata.isEmpty()) {
            header.put(METADATA, metadata);
        }
        long at = 0;
        for (StreamedTensor tensor : tensors) {
            long end = at + NamedTensor.elements(tensor.shape()) * Float.BYTES;
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("dtype", "F32");
            entry.put("shape", tensor.shape());
            entry.put("data_offsets", new long[] {at, end});
            if (header.put(tensor.name(), entry) != null || tensor.name().equals(METADATA)) {
                throw new DataException(
                        "Two tensors cannot both be named '" + tensor.name() + "' in a safetensors file");
            }
            at = end;
        }
        try {
            byte[] json = new ObjectMapper().writeValueAsBytes(header);
            byte[] padded = Arrays.copyOf(json, (json.length + Long.BYTES - 1) / Long.BYTES * Long.BYTES);
            Arrays.fill(padded, json.length, padded.length, (byte) ' ');
            return padded;
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void readMetadata(JsonParser parser, Map<String, String> metadata) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            expect(parser, parser.nextToken(), JsonToken.VALUE_STRING);
            metadata.put(key, parser.getText());
        }
    }

    private static Entry entry(JsonParser parser, String name) throws IOException {
        String dtype = null;
        long[] shape = null;
        long[] offsets = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (key) {
                case "dtype" -> {
                    expect(parser, value, JsonToken.VALUE_STRING);
                    dtype = parser.getText();
                }
                case "shape" -> shape = longs(parser, value);
                case "data_offsets" -> offsets = longs(parser, value);
                default -> throw new DataException("tensor '" + name + "' has an unknown field '" + key + "'");
            }
        }
        if (dtype == null || shape == null || offsets == null || offsets.length != 2) {
            throw new DataException("tensor '" + name + "' must have dtype, shape and two data_offsets");
        }
        return checked(new Entry(name, dtype(name, dtype), shape, offsets[0], offsets[1]));
    }

    private static Dtype dtype(String tensor, String dtype) {
        return switch (dtype) {
            case "F32" -> Dtype.FLOAT32;
            case "F16" -> Dtype.FLOAT16;
            case "BF16" -> Dtype.BFLOAT16;
            case "F64" -> Dtype.FLOAT64;
            case "I64" -> Dtype.INT64;
            default ->
                throw new DataException(
                        "tensor '" + tensor + "' has dtype " + dtype + "; F32, F16, BF16, F64 and I64 are read");
        };
    }

    private static Entry checked(Entry entry) {
        int[] shape;
        try {
            shape = Strides.checkedShape(entry.shape, Integer.MAX_VALUE);
        } catch (DataException e) {
            throw e.in("tensor '" + entry.name + "'");
        }
        long bytes = (long) Strides.elements(shape) * entry.dtype.bytes();
        if (entry.begin < 0 || entry.end < entry.begin || entry.end - entry.begin != bytes) {
            throw new DataException("tensor '" + entry.name + "' needs " + bytes + " bytes, but its data_offsets are ["
                    + entry.begin + ", " + entry.end + "]");
        }
        return entry;
    }

    private static void checkCoverage(List<Entry> entries, long dataBytes) {
        long at = 0;
        for (Entry entry : entries) {
            if (entry.begin != at) {
                throw new DataException("tensor '" + entry.name + "' starts at " + entry.begin + " where " + at
                        + " is expected: tensors overlap or leave a gap");
            }
            at = entry.end;
        }
        if (at != dataBytes) {
            throw new DataException("the tensors take " + at + " bytes, but the file has " + dataBytes
                    + " behind its header: it is truncated or has something appended");
        }
    }

    private static long[] longs(JsonParser parser, JsonToken start) throws IOException {
        expect(parser, start, JsonToken.START_ARRAY);
        List<Long> numbers = new ArrayList<>();
        while (parser.nextToken() == JsonToken.VALUE_NUMBER_INT && numbers.size() < MAX_RANK) {
            numbers.add(parser.getLongValue());
        }
        expect(parser, parser.currentToken(), JsonToken.END_ARRAY);
        return numbers.stream().mapToLong(Long::longValue).toArray();
    }

    private static void expect(JsonParser parser, @Nullable JsonToken found, @Nullable JsonToken expected) {
        if (found != expected) {
            throw new DataException("safetensors header: expected " + (expected == null ? "its end" : expected)
                    + " at byte " + parser.currentLocation().getByteOffset() + ", found "
                    + (found == null ? "its end" : found));
        }
    }
}

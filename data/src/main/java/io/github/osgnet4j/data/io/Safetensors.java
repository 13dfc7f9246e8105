package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.network.NamedTensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A safetensors file: 64 bits of header length, a JSON header, the data. The format is that of Hugging Face's reference implementation,
 * limits included.
 *
 * @param tensors by name, in the order of the data
 * @param metadata the file's {@code __metadata__}; empty if there is none
 */
public record Safetensors(Map<String, NamedTensor> tensors, Map<String, String> metadata) {
    static final int MAX_HEADER = 100_000_000;

    /**
     * Reads all tensors; F16, BF16, F64 and I64 become float32.
     *
     * @throws DataException if the file is missing or not a safetensors file, its header is larger than 100 MB or names a tensor twice, or
     *     its tensors overlap, leave gaps, go beyond the file or have another dtype
     */
    public static Safetensors read(Path file) {
        try (ByteSource source = FileSource.open(file)) {
            return read(source);
        } catch (DataException e) {
            throw e.in(file);
        } catch (IOException e) {
            throw DataException.unreadable(file, e);
        }
    }

    private static Safetensors read(ByteSource source) throws IOException {
        if (source.size() < Long.BYTES) {
            throw new DataException("Not a safetensors file: " + source.size() + " bytes");
        }
        long length = new PickleInput(source).unsigned(Long.BYTES);
        long start = Long.BYTES + length;
        if (length < 0 || length > MAX_HEADER || start > source.size()) {
            throw new DataException("Not a safetensors file: it claims a header of " + Long.toUnsignedString(length)
                    + " bytes; at most " + MAX_HEADER + " are read, and the file has " + source.size());
        }
        SafetensorsHeader header =
                SafetensorsHeader.parse(source.read(Long.BYTES, (int) length), source.size() - start);
        Map<String, NamedTensor> tensors = new LinkedHashMap<>();
        for (SafetensorsHeader.Entry entry : header.entries()) {
            float[] values = new float[(int) NamedTensor.elements(entry.shape())];
            try (InputStream in = source.stream(start + entry.begin(), entry.end() - entry.begin())) {
                FloatReader.read(in, entry.dtype(), ByteOrder.LITTLE_ENDIAN, values);
            }
            tensors.put(entry.name(), new NamedTensor(entry.name(), entry.shape(), values));
        }
        return new Safetensors(Collections.unmodifiableMap(tensors), Collections.unmodifiableMap(header.metadata()));
    }

    /**
     * Writes tensors as F32, in their order, to a temporary file that then takes the target's place.
     *
     * @param metadata written as {@code __metadata__} unless empty
     * @throws DataException if two tensors have one name, or the file cannot be written; an existing file is then untouched
     */
    public static void write(Path file, Collection<NamedTensor> tensors, Map<String, String> metadata) {
        byte[] header = SafetensorsHeader.json(tensors, metadata);
        FileReplacement.write(file, out -> {
            out.write(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(header.length)
                    .array());
            out.write(header);
            for (NamedTensor tensor : tensors) {
                FloatWriter.write(out, tensor.values());
            }
        });
    }
}

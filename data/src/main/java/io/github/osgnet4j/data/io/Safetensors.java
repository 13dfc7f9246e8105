package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.StreamedTensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A safetensors file: 64 bits of header length, a JSON header, the data. The format is that of Hugging Face's reference implementation,
 * limits included. The format has no checksum; files written here carry a hash, which is compared when they are read.
 *
 * @param tensors by name, in the order of the data
 * @param metadata the file's {@code __metadata__} without that hash; empty if there is none
 */
public record Safetensors(Map<String, NamedTensor> tensors, Map<String, String> metadata) {
    static final int MAX_HEADER = 100_000_000;

    /**
     * Reads all tensors; F16, BF16, F64 and I64 become float32.
     *
     * @throws DataException if the file is missing or not a safetensors file, its header is larger than 100 MB or names a tensor twice, or
     *     its tensors overlap, leave gaps, go beyond the file or have another dtype, or its hash is not that of its contents
     */
    public static Safetensors read(Path file) {
        return Reading.from(file, () -> {
            try (ByteSource source = FileSource.open(file)) {
                return read(source);
            }
        });
    }

    private static Safetensors read(ByteSource source) throws IOException {
        return read(source, name -> true);
    }

    private static SafetensorsHeader header(ByteSource source, byte[] json) throws IOException {
        return SafetensorsHeader.parse(json, source.size() - Long.BYTES - json.length);
    }

    private static byte[] json(ByteSource source) throws IOException {
        if (source.size() < Long.BYTES) {
            throw new DataException("Not a safetensors file: " + source.size() + " bytes");
        }
        long length = new PickleInput(source).unsigned(Long.BYTES);
        long start = Long.BYTES + length;
        if (length < 0 || length > MAX_HEADER || start > source.size()) {
            throw new DataException("Not a safetensors file: it claims a header of " + Long.toUnsignedString(length)
                    + " bytes; at most " + MAX_HEADER + " are read, and the file has " + source.size());
        }
        return source.read(Long.BYTES, (int) length);
    }

    /**
     * Reads the one tensor that counts.
     *
     * @param names of it, of which the first there is counts
     * @throws DataException as {@link #read(Path)}, or if the file has none of these and not one tensor alone
     */
    static Map.Entry<String, NpyArray> only(ByteSource source, List<String> names) throws IOException {
        SafetensorsHeader header = header(source, json(source));
        String chosen = ArrayFile.choose(
                header.entries().stream().map(SafetensorsHeader.Entry::name).toList(), names);
        return Map.entry(chosen, find(source, chosen).orElseThrow());
    }

    /** The tensor of a name, if there is one. */
    static Optional<NpyArray> find(ByteSource source, String name) throws IOException {
        Optional<SafetensorsHeader.Entry> found = header(source, json(source)).entries().stream()
                .filter(e -> e.name().equals(name))
                .findFirst();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        ArrayFile.requireSize(NamedTensor.elements(found.get().shape()));
        NamedTensor tensor = read(source, name::equals).tensors.get(name);
        int[] shape = Arrays.stream(tensor.shape()).mapToInt(Math::toIntExact).toArray();
        return Optional.of(new NpyArray(found.get().dtype(), shape, tensor.values()));
    }

    private static Safetensors read(ByteSource source, Predicate<String> wanted) throws IOException {
        byte[] json = json(source);
        long start = Long.BYTES + (long) json.length;
        SafetensorsHeader header = header(source, json);
        Map<String, String> metadata = new LinkedHashMap<>(header.metadata());
        Optional<SafetensorsHash> hash = Optional.ofNullable(metadata.remove(SafetensorsHash.KEY))
                .map(expected -> SafetensorsHash.expecting(expected, json));
        Map<String, NamedTensor> tensors = new LinkedHashMap<>();
        for (SafetensorsHeader.Entry entry : header.entries()) {
            if (!wanted.test(entry.name()) && hash.isEmpty()) {
                continue;
            }
            InputStream data = source.stream(start + entry.begin(), entry.end() - entry.begin());
            try (InputStream in = hash.isPresent() ? hash.get().through(data) : data) {
                if (wanted.test(entry.name())) {
                    float[] values = new float[(int) NamedTensor.elements(entry.shape())];
                    FloatReader.read(in, entry.dtype(), ByteOrder.LITTLE_ENDIAN, values);
                    tensors.put(entry.name(), new NamedTensor(entry.name(), entry.shape(), values));
                } else {
                    in.transferTo(OutputStream.nullOutputStream());
                }
            }
        }
        hash.ifPresent(SafetensorsHash::check);
        return new Safetensors(Collections.unmodifiableMap(tensors), Collections.unmodifiableMap(metadata));
    }

    /**
     * Whether a file is meant to be safetensors: it starts like one, with a length and the brace of a header that fits in it; or it starts like
     * nothing that is known and has the name.
     *
     * @throws DataException if the file is missing or no plain file
     */
    public static boolean isSafetensors(Path file) {
        return Reading.from(file, () -> {
            try (ByteSource source = FileSource.open(file)) {
                boolean named = file.getFileName().toString().endsWith(".safetensors");
                return isSafetensors(source) || named && !TorchFile.isTorch(source);
            }
        });
    }

    static boolean isSafetensors(ByteSource source) throws IOException {
        if (source.size() <= Long.BYTES) {
            return false;
        }
        long length = new PickleInput(source).unsigned(Long.BYTES);
        return length > 0
                && length <= Math.min(MAX_HEADER, source.size() - Long.BYTES)
                && source.read(Long.BYTES, 1)[0] == '{';
    }

    /**
     * Writes tensors as F32, in their order and piece by piece, to a temporary file that then takes the target's place. A hash of header and
     * data goes into the metadata; for it, all pieces are asked for once more.
     *
     * @param metadata written as {@code __metadata__}
     * @throws DataException if two tensors have one name, or the file cannot be written; an existing file is then untouched
     */
    public static void write(Path file, Collection<? extends StreamedTensor> tensors, Map<String, String> metadata) {
        byte[] header =
                SafetensorsHash.sign(SafetensorsHeader.json(tensors, SafetensorsHash.unsigned(metadata)), tensors);
        FileReplacement.write(file, out -> {
            out.write(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(header.length)
                    .array());
            out.write(header);
            for (StreamedTensor tensor : tensors) {
                FloatWriter.write(out, tensor);
            }
        });
    }
}

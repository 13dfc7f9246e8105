package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One array in a file of any of the kinds that features come in, told by its first bytes and not by its name: a tensor of
 * {@code torch.save} (zip or legacy), npy, npz or safetensors.
 *
 * @param name of the array in its file; empty if it has none there
 * @param array as float32 in C order
 * @param requiresGrad whether it is a tensor that was saved as part of a computation, not a parameter: NumPy refuses these
 */
public record ArrayFile(String name, NpyArray array, boolean requiresGrad) {

    /** What can be written to a feature store and read again: 1 GiB of float32. */
    public static final int MAX_ELEMENTS = 1 << 28;

    private static final byte[] NPY = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int SHOWN = 10;

    /**
     * Reads the array of a file.
     *
     * @param names which array of an npz or a safetensors file counts: the first there is, or the only one of the file
     * @throws DataException if the file is missing, damaged, hostile, or of another kind, holds more than one array and none of these names, or
     *     one of more than {@value #MAX_ELEMENTS} elements; the message names the file
     */
    public static ArrayFile read(Path file, List<String> names) {
        return Reading.from(file, () -> {
            try (ByteSource source = FileSource.open(file)) {
                return read(source, names);
            }
        });
    }

    private static ArrayFile read(ByteSource source, List<String> names) throws IOException {
        if (source.size() == 0) {
            throw new DataException("the file is empty; copy or download it again");
        }
        byte[] start = source.read(0, (int) Math.min(source.size(), Long.BYTES));
        if (start.length > NPY.length && Arrays.equals(start, 0, NPY.length, NPY, 0, NPY.length)) {
            NpyHeader header = NpyHeader.read(source.stream(0, source.size()));
            requireSize(header.elements());
            long data = source.size() - header.length();
            return new ArrayFile("", Npy.read(source.stream(header.length(), data), header, source.size()), false);
        }
        if (Safetensors.isSafetensors(source)) {
            return of(Safetensors.only(source, names));
        }
        if (ZipDirectory.isZip(source) && Npz.isNpz(source)) {
            return of(Npz.only(source, names));
        }
        if (TorchFile.isTorch(source)) {
            return tensor(source);
        }
        throw new DataException("expected a tensor of torch.save (.pt), .npy, .npz or .safetensors, found a file that"
                + " starts with the bytes " + HexFormat.ofDelimiter(" ").formatHex(start));
    }

    /**
     * An array of an npz or a safetensors file by its name.
     *
     * @return empty if the file has none of this name, or is of another kind
     * @throws DataException as {@link #read(Path, List)}
     */
    public static Optional<NpyArray> find(Path file, String name) {
        return Reading.from(file, () -> {
            try (ByteSource source = FileSource.open(file)) {
                if (Safetensors.isSafetensors(source)) {
                    return Safetensors.find(source, name);
                }
                return ZipDirectory.isZip(source) && Npz.isNpz(source) ? Npz.find(source, name) : Optional.empty();
            }
        });
    }

    private static ArrayFile of(Map.Entry<String, NpyArray> found) {
        return new ArrayFile(found.getKey(), found.getValue(), false);
    }

    private static ArrayFile tensor(ByteSource source) throws IOException {
        try (TorchFile torch = TorchFile.of(source)) {
            if (!(torch.root() instanceof TorchView view)) {
                throw new DataException("expected a single tensor, found a " + Pickle.describe(torch.root())
                        + "; save the tensor itself: torch.save(tensor, file)");
            }
            requireSize(view.span());
            NpyArray array = new NpyArray(view.storage().dtype(), view.shape(), torch.load(view));
            return new ArrayFile("", array, view.requiresGrad());
        }
    }

    /** Which of a file's arrays counts. */
    static String choose(List<String> found, List<String> names) {
        return names.stream()
                .filter(found::contains)
                .findFirst()
                .or(() -> found.size() == 1 ? found.stream().findFirst() : Optional.empty())
                .orElseThrow(() -> new DataException("expected an array " + String.join(" or ", names)
                        + ", or one array alone, found " + found.size() + " arrays: "
                        + found.stream().limit(SHOWN).map(PickleText::shown).toList()));
    }

    /** Refuses what takes more memory than any feature. */
    static void requireSize(long elements) {
        if (elements > MAX_ELEMENTS) {
            throw new DataException("an array of " + elements + " elements; at most " + MAX_ELEMENTS
                    + " are read; is it the features of one video?");
        }
    }
}

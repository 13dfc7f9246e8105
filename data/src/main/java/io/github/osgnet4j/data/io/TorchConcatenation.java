package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tensors of several files joined along their first dimension, as {@code torch.cat(tensors, 0)} does it. Elements keep their type and their
 * bits and go from file to file.
 */
public final class TorchConcatenation {
    private static final int MAX_ELEMENTS = Integer.MAX_VALUE - 8;

    /** Types that are float32 when they are mixed. */
    private static final Set<Dtype> SMALL_FLOATS = EnumSet.of(Dtype.FLOAT16, Dtype.BFLOAT16, Dtype.FLOAT32);

    private final List<Path> files;
    private final long[] shape;
    private final Dtype dtype;
    private final boolean mixed;

    private TorchConcatenation(List<Path> files, long[] shape, Dtype dtype, boolean mixed) {
        this.files = files;
        this.shape = shape;
        this.dtype = dtype;
        this.mixed = mixed;
    }

    private record Header(Dtype dtype, int[] shape) {}

    private interface Use<T> {
        T of(TorchFile torch, TorchView tensor) throws IOException;
    }

    /**
     * Looks at the files without reading their elements.
     *
     * @param files at least one, each a single tensor by {@code torch.save}
     * @throws DataException if one is missing, damaged, not a single tensor or a scalar, or they differ in another dimension than the first
     */
    public static TorchConcatenation of(List<Path> files) {
        Header first = header(files.get(0));
        long length = 0;
        Set<Dtype> types = new HashSet<>();
        for (Path file : files) {
            Header next = header(file);
            if (!Arrays.equals(first.shape, 1, first.shape.length, next.shape, 1, next.shape.length)) {
                throw new DataException(file + ": expected a tensor of shape " + Arrays.toString(first.shape)
                        + " but for its first dimension, as " + files.get(0) + " has it, found "
                        + Arrays.toString(next.shape));
            }
            length += next.shape[0];
            types.add(next.dtype);
        }
        boolean mixed = types.size() > 1;
        if (mixed && !SMALL_FLOATS.containsAll(types)) {
            throw new DataException(files.get(0) + " and others: types " + types + " cannot be joined");
        }
        long[] shape = Arrays.stream(first.shape).asLongStream().toArray();
        shape[0] = length;
        if (Strides.count(shape) > MAX_ELEMENTS) {
            throw new DataException(files.get(0) + " and others: " + Strides.count(shape)
                    + " elements together; at most " + MAX_ELEMENTS + " can be joined");
        }
        return new TorchConcatenation(List.copyOf(files), shape, mixed ? Dtype.FLOAT32 : first.dtype, mixed);
    }

    /** The first dimension of all together. */
    public long length() {
        return shape[0];
    }

    /**
     * Reads all elements over and checks them against the files' checksums.
     *
     * @throws DataException if a file is damaged
     */
    public void verify() {
        for (Path file : files) {
            use(file, (torch, tensor) -> {
                torch.copy(tensor, OutputStream.nullOutputStream());
                return null;
            });
        }
    }

    /**
     * Writes the joined tensor as {@code torch.save} does.
     *
     * @throws DataException if a file is damaged, or the target cannot be written; it is then as it was
     */
    public void write(Path target) {
        byte[] pickle = CheckpointPickle.of(dtype, shape);
        FileReplacement.write(target, out -> {
            TorchZipWriter zip = new TorchZipWriter(out, TorchZipWriter.folder(target));
            zip.add("data.pkl", pickle.length, content -> content.write(pickle));
            zip.add("data/0", Strides.count(shape) * dtype.bytes(), this::elements);
            zip.finish();
        });
    }

    private void elements(OutputStream out) {
        for (Path file : files) {
            use(file, (torch, tensor) -> {
                if (mixed) {
                    FloatWriter.write(out, torch.load(tensor));
                } else {
                    torch.copy(tensor, out);
                }
                return null;
            });
        }
    }

    private static Header header(Path file) {
        return use(file, (torch, tensor) -> {
            if (tensor.shape().length == 0) {
                throw new DataException("expected a tensor with a first dimension, found a scalar");
            }
            return new Header(tensor.storage().dtype(), tensor.shape());
        });
    }

    private static <T> T use(Path file, Use<T> use) {
        return Reading.from(file, () -> {
            try (TorchFile torch = TorchFile.open(InputFile.regular(file))) {
                if (!(torch.root() instanceof TorchView view)) {
                    throw new DataException("expected a single tensor, found a " + Pickle.describe(torch.root()));
                }
                return use.of(torch, view);
            }
        });
    }
}

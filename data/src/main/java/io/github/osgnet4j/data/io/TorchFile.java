package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A file written by {@code torch.save}, zip or legacy. The pickle is read at once, tensors on demand, straight from the file into float32
 * arrays.
 */
final class TorchFile implements AutoCloseable {

    /** All that tensors may take in memory, against the size of the file: float16 doubles, and two state dicts may share storages. */
    private static final int MAX_EXPANSION = 4;

    private static final long ALLOWANCE = 64L << 20;

    /**
     * Where a storage's data is.
     *
     * @param bytes at most those that belong to it
     * @param member with its checksum, if the format has any
     */
    record Extent(long position, long bytes, Optional<ZipMember> member) {}

    /**
     * What both formats come down to.
     *
     * @param root the pickled object
     * @param storages by key
     */
    record Contents(Object root, Map<String, Extent> storages, ByteOrder order) {}

    private final ByteSource source;
    private final Contents contents;
    private final Set<String> verified = new HashSet<>();
    private long bytesLeft;

    private TorchFile(ByteSource source, Contents contents) {
        this.source = source;
        this.contents = contents;
        this.bytesLeft = source.size() * MAX_EXPANSION + ALLOWANCE;
    }

    /** Whether the bytes start like one of the two formats: a zip archive, or a pickle of protocol 2 or later. */
    static boolean isTorch(ByteSource source) throws IOException {
        return ZipDirectory.isZip(source) || source.size() > 0 && source.read(0, 1)[0] == (byte) 0x80;
    }

    static TorchFile open(Path file) throws IOException {
        ByteSource source = FileSource.open(file);
        try {
            return of(source);
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }

    /** Over a source that is closed with it. */
    static TorchFile of(ByteSource source) throws IOException {
        return new TorchFile(source, ZipDirectory.isZip(source) ? TorchZip.read(source) : TorchLegacy.read(source));
    }

    /** The pickled object, with a {@link TorchView} for every tensor. */
    Object root() {
        return contents.root;
    }

    /** The elements of a tensor in C order. */
    float[] load(TorchView view) throws IOException {
        boolean inOrder = Strides.rowMajor(view.shape(), view.strides());
        long span = view.span();
        charge(view.elements() + (inOrder ? 0 : span));
        if (span > Integer.MAX_VALUE - 8) {
            throw new DataException("a tensor spread over " + span + " elements is too large");
        }
        float[] values = new float[(int) span];
        try (InputStream in = span(view)) {
            FloatReader.read(in, view.storage().dtype(), contents.order, values);
        }
        return inOrder ? values : Strides.gather(values, view.shape(), view.strides());
    }

    /** The bytes of a tensor in C order, as they are but little-endian; only those of a tensor out of order are in memory at once. */
    void copy(TorchView view, OutputStream out) throws IOException {
        int size = view.storage().dtype().bytes();
        boolean inOrder = Strides.rowMajor(view.shape(), view.strides());
        if (inOrder && (contents.order == ByteOrder.LITTLE_ENDIAN || size == 1)) {
            try (InputStream in = span(view)) {
                in.transferTo(out);
            }
            return;
        }
        long bytes = Math.max(view.span(), view.elements()) * size;
        charge(2 * bytes / Float.BYTES);
        if (bytes > Integer.MAX_VALUE - 8) {
            throw new DataException("a tensor spread over " + bytes + " bytes is too large");
        }
        byte[] values = new byte[(int) view.span() * size];
        try (InputStream in = span(view)) {
            if (in.readNBytes(values, 0, values.length) < values.length) {
                throw new DataException("the file is truncated");
            }
        }
        byte[] ordered = new byte[view.elements() * size];
        int[] done = new int[1];
        boolean reversed = contents.order == ByteOrder.BIG_ENDIAN;
        Strides.forEachPlace(view.shape(), view.strides(), place -> {
            for (int i = 0; i < size; i++) {
                ordered[done[0]++] = values[place * size + (reversed ? size - 1 - i : i)];
            }
        });
        out.write(ordered);
    }

    /** The bytes from the first to the last element of a tensor. */
    private InputStream span(TorchView view) throws IOException {
        TorchStorage storage = view.storage();
        long span = view.span();
        Extent extent = contents.storages.get(storage.key());
        if (extent == null) {
            throw new DataException("storage '" + storage.key() + "' is missing: the file is damaged");
        }
        int size = storage.dtype().bytes();
        long start = storage.offset() + view.offset();
        if (start < 0 || start > extent.bytes / size || span > extent.bytes / size - start) {
            throw new DataException("storage '" + storage.key() + "' has " + extent.bytes / size
                    + " elements, but a tensor reaches to " + (start + span) + ": the file is truncated or damaged");
        }
        verify(storage.key(), extent);
        return source.stream(extent.position + start * size, span * size);
    }

    /** A tensor may be a part of a storage, but a checksum is of all of it. PyTorch writes 0 where it was told to compute none. */
    private void verify(String key, Extent extent) throws IOException {
        Optional<ZipMember> summed = extent.member.filter(member -> member.crc() != 0);
        if (summed.isPresent() && verified.add(key)) {
            try (InputStream in = new ZipMemberStream(source, summed.get())) {
                in.transferTo(OutputStream.nullOutputStream());
            }
        }
    }

    private void charge(long elements) {
        bytesLeft -= elements * Float.BYTES;
        if (bytesLeft < 0) {
            throw new DataException("its tensors would take more than " + MAX_EXPANSION
                    + " times the size of the file: " + "it is damaged or a bomb");
        }
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}

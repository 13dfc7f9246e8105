package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The stream format of torch before 1.6 (and of {@code _use_new_zipfile_serialization=False}): pickles of a magic number, the protocol, the
 * machine, the object and the keys of its storages, then each storage as a 64-bit count and its elements.
 */
final class TorchLegacy {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final long PROTOCOL = 1001;
    private static final PickleGlobals NOTHING = new PickleGlobals(Map.of());

    /** Bytes of an element of the storages that are only passed over. */
    private static final Map<String, Integer> UNREAD = Map.of(
            "torch.ComplexFloatStorage", 8,
            "torch.ComplexDoubleStorage", 16,
            "torch.QInt8Storage", 1,
            "torch.QUInt8Storage", 1,
            "torch.QInt32Storage", 4);

    private final PickleInput in;
    private final Map<String, Dtype> dtypes = new HashMap<>();
    private final Map<String, Integer> unreadBytes = new HashMap<>();

    private TorchLegacy(PickleInput in) {
        this.in = in;
    }

    static TorchFile.Contents read(ByteSource source) throws IOException {
        return new TorchLegacy(new PickleInput(source)).contents(source);
    }

    private TorchFile.Contents contents(ByteSource source) throws IOException {
        if (!startsWithMagic()) {
            throw new DataException("Not a torch.save file: neither a zip archive nor a legacy stream. "
                    + "Expected a checkpoint (.pth.tar, .pt)");
        }
        Object protocol = plain();
        if (!protocol.equals(PROTOCOL)) {
            throw new DataException("Legacy torch.save protocol " + protocol + "; " + PROTOCOL + " is read");
        }
        boolean little = !(plain() instanceof Map<?, ?> machine) || !Boolean.FALSE.equals(machine.get("little_endian"));
        Object root = Pickle.read(in, TorchGlobals.all(), this::storage);
        if (root instanceof PickleObject) {
            throw new DataException("Not a checkpoint: expected a dict or a tensor, found a " + Pickle.describe(root));
        }
        if (!(plain() instanceof List<?> keys)) {
            throw new DataException("Damaged legacy torch.save file: the list of storages is missing");
        }
        return new TorchFile.Contents(
                root, storages(source, keys, little), little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    }

    private boolean startsWithMagic() throws IOException {
        try {
            return plain().equals(MAGIC);
        } catch (DataException e) {
            return false;
        }
    }

    private Object plain() throws IOException {
        return Pickle.read(in, NOTHING, id -> {
            throw new DataException("Damaged legacy torch.save file: a storage where none can be");
        });
    }

    /** {@code ('storage', type, key, location, elements, view)}, where view is None or {@code (key, offset, elements)}. */
    private Object storage(Object id) {
        if (!(id instanceof PickleTuple t) || t.size() < 5 || !t.items().get(0).equals("storage")) {
            throw new DataException("Pickle: a " + Pickle.describe(id) + " is not the id of a storage");
        }
        String key = t.get(2, String.class);
        if (t.items().get(1) instanceof PickleObject type && UNREAD.containsKey(type.name())) {
            unreadBytes.put(key, UNREAD.get(type.name()));
        }
        Dtype dtype = t.get(1, Dtype.class);
        long elements = t.get(4, Long.class);
        Dtype former = dtypes.putIfAbsent(key, dtype);
        if (former != null && former != dtype) {
            throw new DataException("storage '" + key + "' is both " + former + " and " + dtype);
        }
        if (t.size() < 6 || t.items().get(5) == Pickle.NONE) {
            return new TorchStorage(key, dtype, elements, 0);
        }
        PickleTuple view = t.get(5, PickleTuple.class);
        long offset = view.get(1, Long.class);
        if (offset < 0 || offset > elements) {
            throw new DataException("a view of storage '" + key + "' starts at " + offset);
        }
        return new TorchStorage(key, dtype, view.get(2, Long.class), offset);
    }

    private Map<String, TorchFile.Extent> storages(ByteSource source, List<?> keys, boolean little) throws IOException {
        Map<String, TorchFile.Extent> storages = new HashMap<>();
        long position = in.position();
        for (Object key : keys) {
            int bytes = key instanceof String name ? bytes(name) : 0;
            if (bytes == 0) {
                throw new DataException(
                        "Damaged legacy torch.save file: a storage that no tensor uses, or of a type that is not"
                                + " known");
            }
            long elements = new PickleInput(source, position).unsigned(Long.BYTES);
            elements = little ? elements : Long.reverseBytes(elements);
            long left = source.size() - position - Long.BYTES;
            if (elements < 0 || elements > left / bytes) {
                throw new DataException("Truncated: storage '" + key + "' has " + elements + " elements of " + bytes
                        + " bytes, but " + left + " bytes are left");
            }
            storages.put((String) key, new TorchFile.Extent(position + Long.BYTES, elements * bytes, Optional.empty()));
            position += Long.BYTES + elements * bytes;
        }
        return storages;
    }

    private int bytes(String key) {
        Dtype dtype = dtypes.get(key);
        return dtype == null ? unreadBytes.getOrDefault(key, 0) : dtype.bytes();
    }
}

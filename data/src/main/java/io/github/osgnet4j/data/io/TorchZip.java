package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The zip format of torch 1.6 and later: {@code NAME/data.pkl}, {@code NAME/data/KEY}, {@code NAME/version}, {@code NAME/byteorder}. */
final class TorchZip {
    private static final int MAX_PICKLE = 256 << 20;
    private static final int MAX_TEXT = 64;
    private static final int MAX_VERSION = 10;
    private static final String PICKLE = "data.pkl";

    private TorchZip() {}

    static TorchFile.Contents read(ByteSource source) throws IOException {
        List<ZipMember> members = ZipDirectory.read(source);
        String folder = folder(members);
        Map<String, ZipMember> entries = new HashMap<>();
        for (ZipMember member : members) {
            if (member.name().startsWith(folder)) {
                entries.put(member.name().substring(folder.length()), member);
            }
        }
        checkVersion(source, entries.get("version"));
        byte[] pickle = bytes(source, entries.get(PICKLE), MAX_PICKLE);
        Object root = Pickle.read(new PickleInput(ByteSource.of(pickle)), TorchGlobals.all(), TorchZip::storage);
        return new TorchFile.Contents(root, storages(entries), order(source, entries.get("byteorder")));
    }

    private static String folder(List<ZipMember> members) {
        List<String> pickles = members.stream()
                .map(ZipMember::name)
                .filter(name -> name.endsWith("/" + PICKLE))
                .toList();
        if (pickles.size() != 1) {
            throw new DataException("Not a torch.save file: a zip archive with " + pickles.size() + " entries NAME/"
                    + PICKLE + " instead of one");
        }
        String pickle = pickles.get(0);
        return pickle.substring(0, pickle.length() - PICKLE.length());
    }

    private static void checkVersion(ByteSource source, @Nullable ZipMember entry) throws IOException {
        String version = entry == null ? "none" : text(source, entry);
        if (!version.matches("\\d{1,3}") || Integer.parseInt(version) > MAX_VERSION) {
            throw new DataException(
                    "torch.save format version " + version + " is not known; up to " + MAX_VERSION + " are read");
        }
    }

    private static ByteOrder order(ByteSource source, @Nullable ZipMember entry) throws IOException {
        String order = entry == null ? "little" : text(source, entry);
        return switch (order) {
            case "little" -> ByteOrder.LITTLE_ENDIAN;
            case "big" -> ByteOrder.BIG_ENDIAN;
            default -> throw new DataException("torch.save byteorder must be little or big, found '" + order + "'");
        };
    }

    private static Map<String, TorchFile.Extent> storages(Map<String, ZipMember> entries) {
        Map<String, TorchFile.Extent> storages = new HashMap<>();
        for (Map.Entry<String, ZipMember> entry : entries.entrySet()) {
            if (entry.getKey().startsWith("data/")) {
                ZipMember member = entry.getValue();
                if (member.method() != ZipMember.STORED) {
                    throw new DataException(
                            "storage '" + member.name() + "' is compressed; save the file again by torch.save");
                }
                storages.put(
                        entry.getKey().substring("data/".length()),
                        new TorchFile.Extent(member.position(), member.size(), Optional.of(member)));
            }
        }
        return storages;
    }

    /** {@code ('storage', type, key, location, elements)}. */
    private static Object storage(Object id) {
        if (!(id instanceof PickleTuple t) || t.size() != 5 || !t.items().get(0).equals("storage")) {
            throw new DataException("Pickle: a " + Pickle.describe(id) + " is not the id of a storage");
        }
        return new TorchStorage(t.get(2, String.class), t.get(1, Dtype.class), t.get(4, Long.class), 0);
    }

    private static String text(ByteSource source, ZipMember entry) throws IOException {
        return new String(bytes(source, entry, MAX_TEXT), StandardCharsets.ISO_8859_1).strip();
    }

    private static byte[] bytes(ByteSource source, ZipMember entry, int most) throws IOException {
        if (entry.size() > most) {
            throw new DataException(
                    "'" + entry.name() + "' has " + entry.size() + " bytes; at most " + most + " are read");
        }
        try (InputStream in = new ZipMemberStream(source, entry)) {
            return in.readNBytes((int) entry.size());
        }
    }
}

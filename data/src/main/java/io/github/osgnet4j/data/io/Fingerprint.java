package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** SHA-256, as hexadecimal text, of what tells whether data is still the same. */
public final class Fingerprint {

    /** Both meta pages of an LMDB file, whose pages have at most 64 KiB. */
    private static final int META_BYTES = 1 << 17;

    private Fingerprint() {}

    /**
     * Of a file's contents.
     *
     * @throws DataException if it cannot be read or is no regular file
     */
    public static String file(Path file) {
        return Reading.from(file, () -> {
            InputFile.check(file);
            MessageDigest digest = sha256();
            try (OutputStream sum = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
                Files.copy(file, sum);
            }
            return hex(digest);
        });
    }

    /**
     * Of an LMDB store: its size, its time of modification and its meta pages, which hold the number of the last
     * transaction and the root of the tree. A feature store is too large to be read as a whole for this.
     *
     * @param store the folder, or the file itself
     * @throws DataException if it cannot be read
     */
    public static String store(Path store) {
        return store(store, Fingerprint::state);
    }

    /**
     * Of an LMDB store, equal for its copies: {@link #store} without the time of modification.
     *
     * @param store the folder, or the file itself
     * @throws DataException if it cannot be read
     */
    public static String copiedStore(Path store) {
        return store(store, file -> String.valueOf(Files.size(file)));
    }

    private static String store(Path store, State state) {
        Path file = Files.isDirectory(store) ? store.resolve("data.mdb") : store;
        return Reading.from(file, () -> {
            InputFile.check(file);
            try (InputStream in = Files.newInputStream(file)) {
                return of(state.of(file), HexFormat.of().formatHex(in.readNBytes(META_BYTES)));
            }
        });
    }

    /** What a file system says about a file. */
    private interface State {
        String of(Path file) throws IOException;
    }

    /**
     * Of a folder: the names of its files, their sizes and times of modification.
     *
     * @throws DataException if it cannot be read
     */
    public static String folder(Path folder) {
        return Reading.from(folder, () -> {
            try (Stream<Path> entries = Files.list(folder)) {
                List<String> parts = new ArrayList<>();
                for (Path file : entries.filter(Files::isRegularFile).sorted().toList()) {
                    parts.add(of(file.getFileName().toString(), state(file)));
                }
                return of(parts.toArray(String[]::new));
            }
        });
    }

    /** Of several texts, in order. */
    public static String of(String... parts) {
        MessageDigest digest = sha256();
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
        }
        return hex(digest);
    }

    private static String state(Path file) throws IOException {
        return Files.size(file) + " " + Files.getLastModifiedTime(file);
    }

    static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}

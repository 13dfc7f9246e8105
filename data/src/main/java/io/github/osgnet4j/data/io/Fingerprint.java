package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

    /** How many blocks of a copied store are looked at, besides its meta pages, and their bytes. */
    private static final int SAMPLES = 64;

    private static final int SAMPLE_BYTES = 1 << 12;

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
     * Of an LMDB store, equal for its copies: its size, its meta pages, and blocks at even distances through the file
     * instead of the time of modification.
     *
     * @param store the folder, or the file itself
     * @throws DataException if it cannot be read
     */
    public static String copiedStore(Path store) {
        return store(store, file -> Files.size(file) + " " + samples(file));
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

    private static String samples(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long last = Math.max(0, channel.size() - SAMPLE_BYTES);
            for (int i = 1; i <= SAMPLES; i++) {
                ByteBuffer block = ByteBuffer.allocate(SAMPLE_BYTES);
                long start = last / SAMPLES * i + last % SAMPLES * i / SAMPLES;
                while (block.hasRemaining() && channel.read(block, start + block.position()) >= 0) {
                    // The file may be shorter than a block.
                }
                digest.update(block.flip());
            }
        }
        return hex(digest);
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
        return folder(folder, Fingerprint::state);
    }

    /**
     * Of a folder, equal for its copies: the names of its files and their sizes.
     *
     * @throws DataException if it cannot be read
     */
    public static String copiedFolder(Path folder) {
        return folder(folder, file -> String.valueOf(Files.size(file)));
    }

    private static String folder(Path folder, State state) {
        return Reading.from(folder, () -> {
            try (Stream<Path> entries = Files.list(folder)) {
                List<String> parts = new ArrayList<>();
                for (Path file : entries.filter(Files::isRegularFile).sorted().toList()) {
                    parts.add(of(file.getFileName().toString(), state.of(file)));
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

    /** What takes bytes and gives their SHA-256. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}

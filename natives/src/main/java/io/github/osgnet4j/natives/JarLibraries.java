package io.github.osgnet4j.natives;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;

/** Libraries that lie together in a folder of a jar, with the sizes and checksums that the jar has of them. */
public final class JarLibraries implements NativeCache.Libraries {

    private final JarFile jar;
    private final List<ZipEntry> entries;

    private JarLibraries(JarFile jar, List<ZipEntry> entries) {
        this.jar = jar;
        this.entries = entries;
    }

    /**
     * The libraries beside one of them.
     *
     * @param library a resource
     * @return empty if it is in no jar
     */
    public static Optional<JarLibraries> beside(URL library) throws IOException {
        if (!(library.openConnection() instanceof JarURLConnection connection)) {
            return Optional.empty();
        }
        String name = connection.getEntryName();
        String folder = name.substring(0, name.lastIndexOf('/') + 1);
        JarFile file = connection.getJarFile();
        List<ZipEntry> entries = file.stream()
                .filter(e -> e.getName().startsWith(folder) && e.getName().indexOf('/', folder.length()) < 0)
                .filter(e -> !e.isDirectory())
                .map(ZipEntry.class::cast)
                .toList();
        return Optional.of(new JarLibraries(file, entries));
    }

    /**
     * The folder of the user's cache that holds them.
     *
     * @param name of what they belong to, with its version
     * @throws NativeCacheException if there is no place for them
     */
    public Path unpackedIn(NativeCache cache, String name) {
        CRC32 all = new CRC32();
        for (ZipEntry entry : entries) {
            ByteBuffer number =
                    ByteBuffer.allocate(Long.BYTES).putLong(entry.getCrc() << Integer.SIZE ^ entry.getSize());
            all.update(number.flip());
        }
        return cache.provide(name + "-" + Long.toHexString(all.getValue()), this);
    }

    @Override
    public boolean areIn(Path folder) throws IOException {
        for (ZipEntry entry : entries) {
            Path file = file(folder, entry);
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    || Files.size(file) != entry.getSize()
                    || crc(file) != entry.getCrc()) {
                return false;
            }
            PrivateFolder.requireExecutable(file);
        }
        return true;
    }

    @Override
    public long bytes() {
        return entries.stream().mapToLong(ZipEntry::getSize).sum();
    }

    @Override
    public void putInto(Path folder) throws IOException {
        for (ZipEntry entry : entries) {
            Path temporary =
                    Files.createTempFile(folder, "unpacking", PrivateFolder.TEMPORARY, PrivateFolder.OWNER_ONLY);
            try {
                // Streams of java.io, which do not end when the thread is interrupted.
                try (InputStream in = jar.getInputStream(entry);
                        OutputStream out = new FileOutputStream(temporary.toFile())) {
                    in.transferTo(out);
                }
                Files.move(temporary, file(folder, entry), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
        }
    }

    private static Path file(Path folder, ZipEntry entry) {
        return folder.resolve(entry.getName().substring(entry.getName().lastIndexOf('/') + 1));
    }

    private static long crc(Path file) throws IOException {
        try (CheckedInputStream in = new CheckedInputStream(new FileInputStream(file.toFile()), new CRC32())) {
            in.transferTo(OutputStream.nullOutputStream());
            return in.getChecksum().getValue();
        }
    }
}

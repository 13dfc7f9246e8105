package io.github.osgnet4j.export;

import io.github.osgnet4j.runtime.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** A bundle's folder in the making: filled beside its target, then moved there at once. */
final class BundleFolder implements AutoCloseable {

    private final Path target;
    private final Path temporary;

    /**
     * Makes the temporary folder.
     *
     * @throws ExportException if the target exists and may not be replaced
     */
    BundleFolder(Path folder, boolean force) throws IOException {
        target = folder.toAbsolutePath().normalize();
        if (target.getParent() == null) {
            throw new ExportException("A bundle cannot be written to '" + folder + "'; name a folder for it");
        }
        requireFree(force);
        Files.createDirectories(target.getParent());
        temporary = Files.createDirectory(target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID()));
    }

    private void requireFree(boolean force) throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        if (!force) {
            throw new ExportException("'" + target + "' exists; choose another folder or force its replacement");
        }
        if (!Files.isDirectory(target) || !(empty(target) || Files.isRegularFile(target.resolve(Manifest.FILE)))) {
            throw new ExportException("'" + target + "' exists and is no bundle; it is not replaced by one");
        }
    }

    private static boolean empty(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    /** Where the files go for now. */
    Path path() {
        return temporary;
    }

    /** Size and hash of every file written so far, by name. */
    List<Manifest.BundleFile> files() throws IOException {
        try (Stream<Path> entries = Files.list(temporary)) {
            List<Path> sorted = entries.sorted().toList();
            Manifest.BundleFile[] files = new Manifest.BundleFile[sorted.size()];
            for (int i = 0; i < files.length; i++) {
                Path file = sorted.get(i);
                files[i] = new Manifest.BundleFile(file.getFileName().toString(), Files.size(file), sha256(file));
            }
            return List.of(files);
        }
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            byte[] buffer = new byte[1 << 16];
            while (in.read(buffer) >= 0) {
                continue;
            }
            return HexFormat.of()
                    .formatHex(((DigestInputStream) in).getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }

    /** Moves the folder to its target; what was there before goes only when the new one is in place. */
    void publish() throws IOException {
        Path old = target.resolveSibling(temporary.getFileName() + ".old");
        boolean replaced = Files.exists(target);
        if (replaced) {
            Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
        }
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (replaced) {
                Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
            }
            throw e;
        }
        if (replaced) {
            delete(old);
        }
    }

    /** Removes what was not published. */
    @Override
    public void close() throws IOException {
        if (Files.exists(temporary)) {
            delete(temporary);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> entries = Files.walk(folder)) {
            for (Path path : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}

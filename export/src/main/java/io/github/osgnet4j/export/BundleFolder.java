package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.OnnxModel;
import io.github.osgnet4j.runtime.bundle.Manifest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A bundle's folder under construction: filled next to its target, then moved there atomically. Meanwhile a file next
 * to the target is locked, so that any other temporary folder for the same target must have been left by a killed
 * process.
 */
final class BundleFolder implements AutoCloseable {

    private static final String OLD = ".old";

    private static final Set<String> FILES = Set.of(
            Manifest.FILE,
            Manifest.HASH_FILE,
            Manifest.VIDEO_GRAPH,
            Manifest.TEXT_GRAPH,
            Manifest.QUERY_GRAPH,
            Manifest.OBJECT_GRAPH,
            Manifest.CLASS_EMBEDDINGS,
            Manifest.SAMPLES);

    private final Path target;
    private final Path temporary;
    private final Path lockFile;
    private final FileChannel lock;

    /**
     * Makes the temporary folder.
     *
     * @throws ExportException if the target exists and may not be replaced, or another process writes it
     */
    BundleFolder(Path folder, boolean force) throws IOException {
        target = folder.toAbsolutePath().normalize();
        if (target.getParent() == null) {
            throw new ExportException("A bundle cannot be written to '" + folder + "'; name a folder for it");
        }
        requireFree(force);
        Files.createDirectories(target.getParent());
        lockFile = target.resolveSibling("." + target.getFileName() + ".lock");
        lock = lock();
        try {
            sweep();
            requireFree(force);
            temporary =
                    Files.createDirectory(target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID()));
        } catch (IOException | RuntimeException e) {
            unlock();
            throw e;
        }
    }

    private FileChannel lock() throws IOException {
        long mine = 1 + ThreadLocalRandom.current().nextInt(1 << 20);
        while (true) {
            FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                if (channel.tryLock() == null) {
                    throw locked("another process", null);
                }
            } catch (OverlappingFileLockException e) {
                throw locked("this process", e);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
            if (marked(channel, mine)) {
                return channel;
            }
            channel.close();
        }
    }

    /**
     * Whether a locked file is the one that others will see: whoever was here before may have removed it. Its size tells,
     * without opening the file, since to close it again would end the lock.
     */
    private boolean marked(FileChannel locked, long size) throws IOException {
        try {
            locked.truncate(0).write(ByteBuffer.allocate(1), size - 1);
            return Files.exists(lockFile) && Files.size(lockFile) == size;
        } catch (IOException e) {
            try (locked) {
                Files.deleteIfExists(lockFile);
            }
            throw e;
        }
    }

    private ExportException locked(String who, @Nullable Exception cause) {
        return new ExportException(
                "'" + target + "' is being written by " + who + "; wait for its end, or choose another folder", cause);
    }

    private void unlock() throws IOException {
        try (lock) {
            Files.deleteIfExists(lockFile);
        }
    }

    /** Removes what killed exports have left. The last bundle goes back where one was killed while it changed places. */
    private void sweep() throws IOException {
        Pattern left = Pattern.compile(Pattern.quote("." + target.getFileName()) + "\\.[0-9a-f-]{36}(\\" + OLD + ")?");
        try (Stream<Path> entries = Files.list(target.getParent())) {
            for (Path entry : entries.sorted().toList()) {
                String name = entry.getFileName().toString();
                if (!left.matcher(name).matches() || !Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    continue;
                }
                if (name.endsWith(OLD) && !Files.exists(target)) {
                    Files.move(entry, target, StandardCopyOption.ATOMIC_MOVE);
                } else {
                    delete(entry);
                }
            }
        }
    }

    private void requireFree(boolean force) throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        if (!force) {
            throw new ExportException(
                    "'" + target + "' exists; choose another folder or force its replacement (--force)");
        }
        if (!Files.isDirectory(target)) {
            throw new ExportException("'" + target + "' is not a bundle but a file; it is not replaced by one");
        }
        try (Stream<Path> entries = Files.list(target)) {
            List<String> names = entries.map(entry -> entry.getFileName().toString())
                    .sorted()
                    .toList();
            Optional<String> foreign =
                    names.stream().filter(name -> !isOfBundle(name)).findFirst();
            if (foreign.isPresent() || !(names.isEmpty() || names.contains(Manifest.FILE))) {
                throw new ExportException("'" + target + "' is not a bundle, "
                        + foreign.map(name -> "it holds '" + name + "'").orElse("it has no " + Manifest.FILE)
                        + "; it is not replaced by one");
            }
            if (!names.isEmpty() && !Manifest.isOfBundle(target.resolve(Manifest.FILE))) {
                throw new ExportException(
                        "'" + target + "' is not a bundle that this version knows, its " + Manifest.FILE
                                + " is another program's, a later version's or damaged; it is not replaced by one, remove it"
                                + " yourself");
            }
        }
    }

    /** Replacing a folder deletes all that is in it: only what an export has written may go. */
    private static boolean isOfBundle(String name) {
        return FILES.contains(name) || name.endsWith(OnnxModel.WEIGHTS_SUFFIX);
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
        try (DigestInputStream in =
                new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }

    /** Moves the folder to its target; what was there before goes only when the new one is in place. */
    void publish() throws IOException {
        Path old = target.resolveSibling(temporary.getFileName() + OLD);
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
        try {
            if (Files.exists(temporary)) {
                delete(temporary);
            }
        } finally {
            unlock();
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

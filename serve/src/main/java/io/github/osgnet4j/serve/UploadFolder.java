package io.github.osgnet4j.serve;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder for uploaded videos while they are encoded. It belongs to this server and is removed with it. A server
 * holds a lock in its folder, and removes the folders of killed servers when it starts.
 */
final class UploadFolder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(UploadFolder.class);

    private static final String PREFIX = "osgnet-uploads-";
    private static final String LOCK = "lock";
    private static final String UPLOAD = "upload-";

    /** For which a folder may be without a lock, because its server is just making it. */
    private static final Duration BEGINNING = Duration.ofMinutes(1);

    /**
     * Folders of this process. Their locks are not to be tried: to close a file, whichever way it was opened, ends all locks
     * that the process has in it.
     */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel lock;

    private UploadFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Makes a folder, and removes those that were left behind.
     *
     * @param parent of it
     * @throws ServeException if there can be none
     */
    static synchronized UploadFolder open(Path parent) {
        try {
            UploadFolder made = make(parent);
            made.removeAbandoned(parent);
            return made;
        } catch (IOException e) {
            throw new ServeException(
                    "Uploaded videos cannot be kept in " + parent + " (--upload-dir names another folder): " + e, e);
        }
    }

    private static UploadFolder make(Path parent) throws IOException {
        while (true) {
            Path folder = Files.createTempDirectory(parent, PREFIX).toRealPath();
            OWN.add(folder);
            UploadFolder made = new UploadFolder(
                    folder,
                    FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE));
            made.lock.lock();
            // A server that started at the same time may have removed it before it was locked.
            if (Files.exists(folder.resolve(LOCK))) {
                return made;
            }
            made.lock.close();
            OWN.remove(folder);
        }
    }

    private void removeAbandoned(Path parent) throws IOException {
        UserPrincipal owner = Files.getOwner(folder);
        try (DirectoryStream<Path> others = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path other : others) {
                if (Files.isDirectory(other, LinkOption.NOFOLLOW_LINKS)
                        && !OWN.contains(other.toRealPath())
                        && Files.getOwner(other, LinkOption.NOFOLLOW_LINKS).equals(owner)) {
                    removeIfAbandoned(other);
                }
            }
        } catch (IOException e) {
            LOG.warn("What earlier servers left in {} is not removed: {}", parent, e.toString());
        }
    }

    private static void removeIfAbandoned(Path other) {
        try {
            Path file = other.resolve(LOCK);
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                Instant made = Files.getLastModifiedTime(other).toInstant();
                if (made.isBefore(Instant.now().minus(BEGINNING))) {
                    remove(other);
                }
                return;
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                    FileLock held = channel.tryLock()) {
                if (held != null) {
                    remove(other);
                    LOG.info("Removed the uploads that an earlier server left in {}", other);
                }
            }
        } catch (OverlappingFileLockException e) {
            LOG.debug("{} is in use by this process", other);
        } catch (IOException e) {
            LOG.warn("{} cannot be removed: {}", other, e.toString());
        }
    }

    /** Removes a folder with what a server puts there, and nothing else. */
    private static void remove(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(files::add);
        }
        for (Path file : files) {
            String name = file.getFileName().toString();
            if (name.equals(LOCK) || name.startsWith(UPLOAD)) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }

    /** A new file for an upload. */
    Path newFile() throws IOException {
        return Files.createTempFile(folder, UPLOAD, ".video");
    }

    /** Bytes that there is room for. */
    long room() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    /** Bytes of the uploads. */
    long size() {
        long size = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, UPLOAD + "*")) {
            for (Path file : files) {
                size += Files.exists(file) ? Files.size(file) : 0;
            }
        } catch (IOException e) {
            LOG.debug("{} cannot be looked at: {}", folder, e.toString());
        }
        return size;
    }

    /** Removes it with all that is in it. */
    @Override
    public void close() {
        try (lock) {
            remove(folder);
        } catch (IOException e) {
            LOG.warn("{} cannot be removed: {}", folder, e.toString());
        } finally {
            OWN.remove(folder);
        }
    }
}

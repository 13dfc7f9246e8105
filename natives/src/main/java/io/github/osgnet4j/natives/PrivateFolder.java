package io.github.osgnet4j.natives;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A folder that belongs to the user, or to root, and that nobody else can write to.
 *
 * @param path without links in its last name
 * @param user who runs this process
 */
record PrivateFolder(Path path, User user) {

    /** How the names of files end that are not whole yet. */
    static final String TEMPORARY = ".tmp";

    static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    /** Nobody takes longer to unpack a library. */
    private static final Duration LIVING = Duration.ofHours(1);

    private static final int ROOT = 0;
    private static final int WRITABLE_BY_OTHERS = 022;
    private static final int WRITABLE_BY_ALL = 002;
    private static final int STICKY = 01000;

    /**
     * Who runs this process.
     *
     * @param id of the user
     */
    record User(int id) {

        /** The user, where the system has numbers for them. */
        static Optional<User> current() {
            try {
                return Optional.of(new User((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid")));
            } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
                return Optional.empty();
            }
        }
    }

    /** Creates a folder with those above it, or checks the one that is there. */
    static PrivateFolder open(Path path, User user) throws IOException {
        Path parent = path.getParent();
        if (parent == null) {
            throw new FileSystemException(path.toString(), null, "it is the root of the file system");
        }
        if (!Files.isDirectory(parent)) {
            Files.createDirectories(parent, OWNER_ONLY);
        }
        for (Path above = parent.toRealPath(); above != null; above = above.getParent()) {
            int mode = (Integer) Files.getAttribute(above, "unix:mode");
            if ((mode & WRITABLE_BY_ALL) != 0 && (mode & STICKY) == 0) {
                throw new FileSystemException(above.toString(), null, above + " is writable by everybody");
            }
        }
        return create(path, user);
    }

    /** A folder in this one. */
    PrivateFolder child(String name) throws IOException {
        return create(path.resolve(name), user);
    }

    private static PrivateFolder create(Path path, User user) throws IOException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            try {
                Files.createDirectory(path, OWNER_ONLY);
            } catch (FileAlreadyExistsException e) {
                // Another process made it; or it is something else, as the check says.
            }
        }
        check(path, user);
        return new PrivateFolder(path, user);
    }

    private static void check(Path path, User user) throws IOException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileSystemException(path.toString(), null, path + " is not a folder, but a link or a file");
        }
        int owner = (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        if (owner != user.id() && owner != ROOT) {
            throw new FileSystemException(
                    path.toString(), null, path + " belongs to user " + owner + ", this is user " + user.id());
        }
        int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        if ((mode & WRITABLE_BY_OTHERS) != 0) {
            throw new FileSystemException(path.toString(), null, path + " is writable by others, chmod go-w helps");
        }
    }

    /** Checks that so many bytes find room here and that the system runs what lies here. */
    void check(long bytes) throws IOException {
        sweep();
        Path probe = Files.createTempFile(path, "probe", TEMPORARY, OWNER_ONLY);
        try {
            requireExecutable(probe);
            long usable = Files.getFileStore(path).getUsableSpace();
            if (usable < bytes) {
                throw new FileSystemException(
                        path.toString(),
                        null,
                        "no space: " + (usable >> 20) + " MiB are free, " + ((bytes >> 20) + 1) + " MiB are needed");
            }
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    /** Removes what processes that were killed have left. */
    private void sweep() throws IOException {
        Instant old = Instant.now().minus(LIVING);
        try (DirectoryStream<Path> left = Files.newDirectoryStream(path, "*" + TEMPORARY)) {
            for (Path file : left) {
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                        && Files.getLastModifiedTime(file).toInstant().isBefore(old)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** The file is one that its owner may run; if the system refuses all the same, nothing there can be run. */
    static void requireExecutable(Path file) throws IOException {
        if (!Files.isExecutable(file)) {
            throw new FileSystemException(
                    file.toString(),
                    null,
                    "programs and libraries in it are not run, as on file systems mounted noexec");
        }
    }

    /** In a few words. */
    static String reason(IOException e) {
        if (e instanceof AccessDeniedException denied) {
            return "permission denied for " + denied.getFile();
        } else if (e instanceof NoSuchFileException missing) {
            return "there is no " + missing.getFile();
        } else if (e instanceof NotDirectoryException || e instanceof FileAlreadyExistsException) {
            return ((FileSystemException) e).getFile() + " is not a folder";
        } else if (e instanceof FileSystemException fs && fs.getReason() != null) {
            return fs.getReason();
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}

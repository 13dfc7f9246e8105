package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a file so that its name always stands for a whole file, the former one or the new one.
 *
 * <p>A temporary file is locked while its writer lives. One without a lock was left by a writer that was killed, on
 * whatever machine or in whatever container, and goes with the next {@link #prepare} or sweep.
 */
public final class FileReplacement {
    private static final Logger LOG = LoggerFactory.getLogger(FileReplacement.class);

    /** As many links as Linux follows. */
    private static final int MAX_LINKS = 40;

    /** A longer name leaves no room for what makes it a temporary one: file systems take 255 bytes. */
    private static final int MAX_STEM_BYTES = 200;

    private static final Pattern TEMPORARY = Pattern.compile("\\.(.+)\\.[0-9a-f-]{36}\\.tmp");

    /** Temporary files of this process: to open and close one would end its lock. */
    private static final Set<String> OWN = ConcurrentHashMap.newKeySet();

    /** What writes the contents. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private FileReplacement() {}

    /**
     * Writes to a temporary file beside the target, forces it to the disk and moves it over the target. Where the target
     * is a link, the file at the end of its links is replaced. A file that is replaced passes on its permissions, and its
     * owner and group where the system allows that.
     *
     * @param target need not exist; its folder must
     * @throws DataException if the folder is missing or not writable, the target is a folder, a device or not writable,
     *     its name is too long, or the disk is full; the target is then as it was and the temporary file is gone
     */
    public static void write(Path target, Content content) {
        Path file = linked(target);
        Path folder = requireReplaceable(file);
        Path temporary = temporary(folder, file);
        OWN.add(temporary.getFileName().toString());
        try (FileChannel channel = create(temporary)) {
            keepAttributes(file, temporary);
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
            content.writeTo(out);
            out.flush();
            channel.force(true);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw unwritable(target, e, folder);
        } finally {
            delete(temporary);
            OWN.remove(temporary.getFileName().toString());
        }
    }

    /**
     * Finds out before the work whether its result can be written, as far as can be known, and removes what killed
     * writers of the same target have left.
     *
     * @throws DataException as {@link #write}
     */
    public static void prepare(Path target) {
        Path file = linked(target);
        Path folder = requireReplaceable(file);
        sweep(folder, stem(file.getFileName().toString())::equals);
        Path temporary = temporary(folder, file);
        OWN.add(temporary.getFileName().toString());
        try {
            create(temporary).close();
        } catch (IOException e) {
            throw unwritable(target, e, folder);
        } finally {
            delete(temporary);
            OWN.remove(temporary.getFileName().toString());
        }
    }

    /**
     * Refuses to write over what the same job reads.
     *
     * @throws DataException if the target is one of the inputs, under whatever name
     */
    public static void requireNoInput(Path target, Path... inputs) {
        for (Path input : inputs) {
            try {
                if (Files.exists(target) && Files.exists(input) && Files.isSameFile(target, input)) {
                    throw new DataException("The output " + target + " is the input " + input
                            + "; name another file, so that the input stays");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Removes what killed writers have left in a folder. */
    public static void sweep(Path folder) {
        sweep(folder, stem -> true);
    }

    /** Removes what killed writers of some files of a folder have left. */
    public static void sweep(Path folder, Collection<String> names) {
        Set<String> stems = names.stream().map(FileReplacement::stem).collect(Collectors.toSet());
        sweep(folder, stems::contains);
    }

    private static void sweep(Path folder, Predicate<String> stems) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Matcher name = TEMPORARY.matcher(file.getFileName().toString());
                if (name.matches() && stems.test(name.group(1))) {
                    deleteIfDead(file);
                }
            }
        } catch (IOException e) {
            LOG.debug("Temporary files in {} cannot be looked for: {}", folder, e.getMessage());
        }
    }

    private static void deleteIfDead(Path file) {
        if (OWN.contains(file.getFileName().toString()) || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            if (channel.tryLock() != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | OverlappingFileLockException e) {
            LOG.debug("Temporary file {} stays: {}", file, e.getMessage());
        }
    }

    /** Where a link leads, over all links: that file is written, the links stay. */
    private static Path linked(Path target) {
        Path file = target;
        try {
            for (int i = 0; Files.isSymbolicLink(file); i++) {
                if (i == MAX_LINKS) {
                    throw new DataException(target + ": cannot be written: its links lead in a circle");
                }
                file = file.resolveSibling(Files.readSymbolicLink(file));
            }
            return file;
        } catch (IOException e) {
            throw new DataException(target + ": cannot be written: the link cannot be followed: " + e.getMessage(), e);
        }
    }

    /** The folder of a file that may be written. */
    private static Path requireReplaceable(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new DataException(file + ": cannot be written: it is a folder; name a file");
        }
        if (!Files.isDirectory(folder)) {
            throw new DataException(
                    file + ": cannot be written: the folder " + folder + " does not exist; create it first");
        }
        Optional<BasicFileAttributes> present = attributes(file, folder);
        if (present.isEmpty()) {
            return folder;
        }
        if (present.get().isDirectory()) {
            throw new DataException(file + ": cannot be written: it is a folder; name a file");
        }
        if (!present.get().isRegularFile()) {
            throw new DataException(file + ": cannot be written: it is a device or a pipe; name a file");
        }
        if (!Files.isWritable(file)) {
            throw new DataException(file + ": cannot be written: the file is read-only");
        }
        return folder;
    }

    private static Optional<BasicFileAttributes> attributes(Path file, Path folder) {
        try {
            return Optional.of(Files.readAttributes(file, BasicFileAttributes.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unwritable(file, e, folder);
        }
    }

    private static Path temporary(Path folder, Path file) {
        return folder.resolve("." + stem(file.getFileName().toString()) + "." + UUID.randomUUID() + ".tmp");
    }

    private static String stem(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= MAX_STEM_BYTES
                ? name
                : UUID.nameUUIDFromBytes(bytes).toString();
    }

    /** A new file, locked unless the file system has no locks; then nobody can sweep either. */
    private static FileChannel create(Path temporary) throws IOException {
        while (true) {
            FileChannel channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            if (locked(channel) && Files.exists(temporary)) {
                return channel;
            }
            // Somebody sweeps, and was here between the two.
            channel.close();
            Files.deleteIfExists(temporary);
        }
    }

    private static boolean locked(FileChannel channel) {
        try {
            return channel.tryLock() != null;
        } catch (IOException e) {
            return true;
        }
    }

    private static void keepAttributes(Path file, Path temporary) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
        if (view == null || !Files.exists(file)) {
            return;
        }
        PosixFileAttributes old = Files.readAttributes(file, PosixFileAttributes.class);
        PosixFileAttributes fresh = view.readAttributes();
        try {
            if (!old.group().equals(fresh.group())) {
                view.setGroup(old.group());
            }
            if (!old.owner().equals(fresh.owner())) {
                view.setOwner(old.owner());
            }
        } catch (IOException e) {
            LOG.debug("{} will not keep its owner and group: {}", file, e.getMessage());
        }
        view.setPermissions(old.permissions());
    }

    private static DataException unwritable(Path target, IOException e, Path folder) {
        return new DataException(target + ": cannot be written: " + reason(e, folder), e);
    }

    private static String reason(IOException e, Path folder) {
        if (e instanceof AccessDeniedException) {
            return "the folder " + folder + " is not writable";
        }
        return e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : e.getMessage();
    }

    private static void delete(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            LOG.warn("Temporary file {} is left behind: {}", temporary, e.getMessage());
        }
    }
}

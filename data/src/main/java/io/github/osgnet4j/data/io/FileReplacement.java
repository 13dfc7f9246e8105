package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a file so that its name always stands for a whole file, the former one or the new one. */
public final class FileReplacement {
    private static final Logger LOG = LoggerFactory.getLogger(FileReplacement.class);

    /** What writes the contents. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private FileReplacement() {}

    /**
     * Writes to a temporary file beside the target, forces it to the disk and moves it over the target.
     *
     * @param target need not exist; its folder must
     * @throws DataException if the folder is missing or not writable, the target is a folder, a device or not writable, or the disk is full; the
     *     target is then as it was and the temporary file is gone
     */
    public static void write(Path target, Content content) {
        replace(linked(target), content);
    }

    /** Where a link leads: its target is written, the link stays. */
    private static Path linked(Path target) {
        try {
            return Files.isSymbolicLink(target) ? target.resolveSibling(Files.readSymbolicLink(target)) : target;
        } catch (IOException e) {
            throw new DataException(target + ": cannot be written: the link cannot be followed: " + e.getMessage(), e);
        }
    }

    private static void replace(Path target, Content content) {
        Path folder = target.toAbsolutePath().getParent();
        if (folder == null || Files.isDirectory(target)) {
            throw new DataException(target + ": cannot be written: it is a folder; name a file");
        }
        if (!Files.isDirectory(folder)) {
            throw new DataException(
                    target + ": cannot be written: the folder " + folder + " does not exist; create it first");
        }
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            throw new DataException(target + ": cannot be written: it is a device or a pipe; name a file");
        }
        if (Files.exists(target) && !Files.isWritable(target)) {
            throw new DataException(target + ": cannot be written: the file is read-only");
        }
        Path temporary = folder.resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            fill(temporary, content);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new DataException(target + ": cannot be written: " + reason(e, folder), e);
        } finally {
            delete(temporary);
        }
    }

    private static void fill(Path temporary, Content content) throws IOException {
        try (FileChannel channel =
                FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
            content.writeTo(out);
            out.flush();
            channel.force(true);
        }
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

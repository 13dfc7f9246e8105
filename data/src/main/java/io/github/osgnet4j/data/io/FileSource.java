package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * A file read by position, never mapped: one that becomes shorter under a memory map would end the process. Interrupting a thread that
 * reads closes the channel for all threads, so it is opened again; the thread stays interrupted.
 */
final class FileSource extends ByteSource {

    /** Java keeps a buffer of this size outside the heap for each thread that reads. */
    private static final int CHUNK = 1 << 17;

    private final Path file;
    private final Object key;
    private final long modified;
    private final long size;
    private volatile FileChannel channel;
    private boolean closed;

    private FileSource(Path file, BasicFileAttributes attributes, FileChannel channel) throws IOException {
        this.file = file;
        this.key = attributes.fileKey();
        this.modified = file.toFile().lastModified();
        this.channel = channel;
        this.size = channel.size();
    }

    /**
     * Opens a file.
     *
     * @throws DataException if there is none or it is no plain file; the message does not name it
     */
    static FileSource open(Path file) throws IOException {
        InputFile.check(file);
        try {
            Path absolute = file.toAbsolutePath();
            BasicFileAttributes attributes = Files.readAttributes(absolute, BasicFileAttributes.class);
            FileChannel channel = FileChannel.open(absolute, StandardOpenOption.READ);
            try {
                return new FileSource(absolute, attributes, channel);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw new DataException("No such file; check the path", e);
        }
    }

    @Override
    long size() {
        return size;
    }

    /** Whether the file was written to since it was opened. Another file that took its name does not count: this one is still there. */
    boolean isModified() {
        if (file.toFile().lastModified() == modified) {
            return false;
        }
        try {
            return Objects.equals(
                    key, Files.readAttributes(file, BasicFileAttributes.class).fileKey());
        } catch (IOException gone) {
            return false;
        }
    }

    @Override
    void readInRange(long position, byte[] to, int offset, int length) throws IOException {
        boolean interrupted = false;
        try {
            int done = 0;
            while (done < length) {
                FileChannel used = channel;
                try {
                    int n = used.read(
                            ByteBuffer.wrap(to, offset + done, Math.min(CHUNK, length - done)), position + done);
                    if (n < 0) {
                        throw new DataException(
                                "Truncated: the file became shorter after it was opened; copy it again");
                    }
                    done += n;
                } catch (ClosedChannelException e) {
                    interrupted |= Thread.interrupted();
                    reopen(used, e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized void reopen(FileChannel used, ClosedChannelException cause) throws IOException {
        if (closed) {
            throw cause;
        }
        if (channel == used) {
            FileChannel again = FileChannel.open(file, StandardOpenOption.READ);
            if (!Objects.equals(
                    key, Files.readAttributes(file, BasicFileAttributes.class).fileKey())) {
                again.close();
                throw new DataException("the file was replaced while it was read; start again");
            }
            channel = again;
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        channel.close();
    }
}

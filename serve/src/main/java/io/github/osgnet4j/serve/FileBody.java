package io.github.osgnet4j.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicBoolean;

/** A stretch of a file, read as it is sent. It is sent once. */
final class FileBody implements Body {

    private final FileChannel file;
    private final ByteRange range;
    private final Runnable end;
    private final ByteBuffer part = ByteBuffer.allocate(PART);
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * A stretch of a file.
     *
     * @param file taken over
     * @param end is run once it is closed
     */
    FileBody(FileChannel file, ByteRange range, Runnable end) {
        this.file = file;
        this.range = range;
        this.end = end;
    }

    @Override
    public long length() {
        return range.length();
    }

    @Override
    public long memory() {
        return PART;
    }

    @Override
    public boolean resumable() {
        return true;
    }

    @Override
    public ByteBuffer part(long at) throws IOException {
        part.clear().limit((int) Math.min(PART, length() - at));
        long place = range.first() + at;
        while (part.hasRemaining()) {
            int read = file.read(part, place);
            if (read < 0) {
                throw new IOException("The file has become shorter while it was sent");
            }
            place += read;
        }
        return part.flip();
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            end.run();
        }
    }
}

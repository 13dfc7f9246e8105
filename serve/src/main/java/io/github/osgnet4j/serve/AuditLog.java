package io.github.osgnet4j.serve;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file to which a line of JSON is appended for each answer. A line is passed to the operating system before its
 * answer is sent, and is on the disk about a second later. A full disk does not block requests: lines that cannot be
 * written are logged and counted. Thread-safe.
 */
final class AuditLog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    private static final long SYNC_MILLIS = 1000;

    /** Between two lines of the log about trouble. */
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** What lines are appended to. */
    interface Sink extends AutoCloseable {

        /** Whether it had a last line that was cut off when it was opened. */
        boolean torn();

        /** Appends bytes; on failure some of them may be there. */
        void write(byte[] bytes) throws IOException;

        /** Returns when all of them are on the disk. */
        void sync() throws IOException;

        @Override
        void close() throws IOException;
    }

    /** Opens what lines are appended to. */
    @FunctionalInterface
    interface Opening {
        Sink open() throws IOException;
    }

    private final Opening opening;
    private final String name;
    private final Counter lost;
    private final Thread syncing = new Thread(this::sync, "osgnet-audit");
    private Sink sink;
    private boolean open = true;
    private boolean dirty;

    /** Whether the last line may be there in part. */
    private boolean torn;

    private long complained = System.nanoTime() - QUIET_NANOS;

    /**
     * Opens the file, creating it if necessary, readable only by its owner.
     *
     * @throws ServeException if it cannot be written
     */
    static AuditLog open(Path file, MeterRegistry registry) {
        return new AuditLog(() -> new FileSink(file), file.toString(), registry);
    }

    AuditLog(Opening opening, String name, MeterRegistry registry) {
        this.opening = opening;
        this.name = name;
        this.lost = registry.counter("osgnet.audit.lost");
        try {
            sink = opening.open();
            torn = sink.torn();
        } catch (IOException e) {
            throw new ServeException("--audit " + name + " cannot be written: " + e, e);
        }
        syncing.setDaemon(true);
        syncing.start();
    }

    /** Streams, unlike channels, are not closed when a thread that writes is interrupted. */
    private static final class FileSink implements Sink {

        private final FileOutputStream stream;
        private final boolean torn;

        FileSink(Path file) throws IOException {
            if (!Files.exists(file)) {
                Files.createFile(file, owner());
            } else if (!Files.isRegularFile(file)) {
                throw new IOException("it is not a regular file");
            }
            torn = Files.size(file) > 0 && !endsWithNewline(file);
            stream = new FileOutputStream(file.toFile(), true);
        }

        private static boolean endsWithNewline(Path file) throws IOException {
            try (RandomAccessFile written = new RandomAccessFile(file.toFile(), "r")) {
                written.seek(written.length() - 1);
                return written.read() == '\n';
            }
        }

        @Override
        public boolean torn() {
            return torn;
        }

        private static FileAttribute<?>[] owner() {
            return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                    }
                    : new FileAttribute<?>[0];
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            stream.write(bytes);
        }

        @Override
        public void sync() throws IOException {
            stream.getFD().sync();
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }

    /** Appends a value as a line of JSON. */
    void write(AuditEntry entry) {
        byte[] json = Json.write(entry);
        byte[] line = Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        append(line);
    }

    private synchronized void append(byte[] line) {
        if (!open) {
            return;
        }
        try {
            if (torn) {
                sink.write(new byte[] {'\n'});
                torn = false;
            }
            sink.write(line);
            dirty = true;
        } catch (IOException e) {
            torn = true;
            lost.increment();
            complain("an answer is not on record; osgnet_audit_lost_total counts them", e);
        }
    }

    private void complain(String what, IOException e) {
        long now = System.nanoTime();
        if (now - complained >= QUIET_NANOS) {
            complained = now;
            LOG.error("--audit {}: {}: {}", name, what, e.toString());
        }
    }

    /**
     * Reopens the file by its name after it has been moved away.
     *
     * @throws ServeException if it cannot be written; the one that is open stays
     */
    void reopen() {
        Sink before;
        synchronized (this) {
            if (!open) {
                return;
            }
            try {
                Sink next = opening.open();
                before = sink;
                sink = next;
                torn = next.torn();
                dirty = false;
            } catch (IOException e) {
                throw new ServeException("--audit " + name + " cannot be written: " + e, e);
            }
        }
        closing(before);
        LOG.info("--audit {} is open anew", name);
    }

    private void closing(Sink last) {
        try (last) {
            last.sync();
        } catch (IOException e) {
            LOG.error("--audit {}: the last lines may not be on the disk: {}", name, e.toString());
        }
    }

    private void sync() {
        try {
            while (true) {
                TimeUnit.MILLISECONDS.sleep(SYNC_MILLIS);
                Sink current;
                synchronized (this) {
                    if (!open) {
                        return;
                    }
                    current = dirty ? sink : null;
                    dirty = false;
                }
                if (current != null) {
                    sync(current);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Without the lock: no answer waits for the disk. */
    private void sync(Sink current) {
        try {
            current.sync();
        } catch (IOException e) {
            synchronized (this) {
                if (open && current == sink) {
                    dirty = true;
                    complain("the last lines may not be on the disk, which is tried again every second", e);
                }
            }
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            if (!open) {
                return;
            }
            open = false;
        }
        syncing.interrupt();
        closing(sink);
    }
}

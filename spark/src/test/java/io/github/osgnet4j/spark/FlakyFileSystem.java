package io.github.osgnet4j.spark;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;

/** Files of this machine under a scheme of their own, {@code flaky}: some of the first answers cannot be written. */
public final class FlakyFileSystem extends RawLocalFileSystem {

    /** How many writes are still to fail. */
    static final AtomicInteger FAILURES = new AtomicInteger();

    private static final URI ROOT = URI.create("flaky:///");

    @Override
    public URI getUri() {
        return ROOT;
    }

    @Override
    public FSDataOutputStream create(
            Path file, boolean overwrite, int bufferSize, short replication, long blockSize, Progressable progress)
            throws IOException {
        if (file.getName().contains(".jsonl.") && FAILURES.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IOException("The disk is full for a moment");
        }
        return super.create(file, overwrite, bufferSize, replication, blockSize, progress);
    }
}

package io.github.osgnet4j.spark;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.LockedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a second driver away from a folder of answers, as long as this one works on it: a lock on a file in the folder, which
 * the system takes back from a driver that is killed. Where the file system has no locks, nobody is kept away.
 */
final class DriverLock implements AutoCloseable {

    /** Its name in the folder. */
    static final String FILE = ".driver.lock";

    private static final Logger LOG = LoggerFactory.getLogger(DriverLock.class);

    private final Optional<LockedFile> file;

    private DriverLock(Optional<LockedFile> file) {
        this.file = file;
    }

    /** That of a folder without locks. */
    static DriverLock none() {
        return new DriverLock(Optional.empty());
    }

    /**
     * Takes the lock of a folder.
     *
     * @throws SparkJobException if another driver has it
     */
    static DriverLock of(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            return new DriverLock(Optional.of(LockedFile.open(file)));
        } catch (LockedFile.NoLocksException e) {
            // A network may show folders as this machine's own whose server has no locks.
            return none();
        } catch (LockedFile.InUseException e) {
            throw new SparkJobException(
                    "Another driver is at work in " + folder + "; wait for its end, or give --answers another folder",
                    e);
        } catch (IOException e) {
            throw new SparkJobException(file + " cannot be written: " + DataException.reason(e), e);
        }
    }

    /** Whether nobody else of this machine can be at work in the folder. */
    boolean held() {
        return file.isPresent();
    }

    /** Lets the next driver in. A file that cannot be removed is no reason to fail: what is done is done, and it locks nothing. */
    @Override
    public void close() {
        try {
            if (file.isPresent()) {
                file.get().delete();
            }
        } catch (IOException e) {
            LOG.warn("The lock of this driver cannot be removed: {}", e.getMessage());
        }
    }
}

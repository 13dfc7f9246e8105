package io.github.osgnet4j.spark;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.Fingerprint;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * The answers of a job, one file a clip, in a folder of its bundle that all machines see: {@code ANSWERS/BUNDLE/CLIP.jsonl},
 * with a hash of the bundle and one of the clip's id. A file is there whole or not at all, and is the same whoever writes
 * it, so that a repeated task changes nothing.
 */
final class AnswerFolder {

    private static final String ENDING = ".jsonl";
    private static final String LOCAL = "file";
    private static final String UUID_FORM = "\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}";
    private static final Pattern HALF_WRITTEN =
            Pattern.compile("\\.\\p{XDigit}{32}\\" + ENDING + "\\." + UUID_FORM + "\\.tmp");
    private static final Pattern MARK = Pattern.compile("\\." + UUID_FORM + "\\.tmp");
    private static final int NAME_CHARS = 32;
    private static final int MAX_BYTES = 1 << 28;

    /** For which an executor may be writing the answers of a clip. */
    private static final long LONGEST_WRITE_MILLIS = TimeUnit.HOURS.toMillis(1);

    /** For which a driver may need its mark. */
    private static final long LONGEST_JOB_MILLIS = TimeUnit.DAYS.toMillis(7);

    private final FileSystem files;
    private final Path root;
    private final Path folder;

    /**
     * Of a bundle.
     *
     * @param root path or URI of a file system that Hadoop knows
     */
    AnswerFolder(String root, BundleOnMachine bundle, Configuration hadoop) {
        this.root = new Path(root);
        this.folder = new Path(this.root, bundle.hash().substring(0, NAME_CHARS));
        this.files = fileSystem(this.root, hadoop);
    }

    /**
     * The same folder for machines with other working folders.
     *
     * @param root path or URI of a file system that Hadoop knows
     */
    static String qualified(String root, Configuration hadoop) {
        Path path = new Path(root);
        return fileSystem(path, hadoop).makeQualified(path).toString();
    }

    /** A folder of this machine, as Hadoop writes it: without escapes. */
    static String local(java.nio.file.Path folder) {
        return new Path(LOCAL, null, folder.toAbsolutePath().toString()).toString();
    }

    private static FileSystem fileSystem(Path root, Configuration hadoop) {
        try {
            FileSystem files = root.getFileSystem(hadoop);
            // Without a second file of checksums beside each: the lines have their own.
            return files instanceof LocalFileSystem local ? local.getRawFileSystem() : files;
        } catch (IOException e) {
            throw failed(root, "cannot be used", e);
        }
    }

    private static SparkJobException failed(Path path, String what, IOException e) {
        return new SparkJobException(path + " " + what + ": " + DataException.reason(e), e);
    }

    private Path file(String clip) {
        return new Path(folder, name(clip));
    }

    private static String name(String clip) {
        return Fingerprint.of(clip).substring(0, NAME_CHARS) + ENDING;
    }

    @Override
    public String toString() {
        return folder.toString();
    }

    /** Where the answers of a clip are, for messages. */
    String place(String clip) {
        return file(clip).toString();
    }

    /**
     * Makes the folder, so that a place that cannot be written is found before the work, and takes it for this driver alone.
     *
     * @throws SparkJobException if another driver has it
     */
    DriverLock lock() {
        unmark(mark());
        return files instanceof RawLocalFileSystem local
                        && LOCAL.equals(files.getUri().getScheme())
                ? DriverLock.of(local.pathToFile(folder).toPath())
                : DriverLock.none();
    }

    /**
     * Removes the files that executors which were killed have left half written, and the marks of their drivers, once they
     * are so old that nobody can be at work on them: some networks give every machine a lock of its own.
     *
     * @param alone whether there can be no other driver on this machine; otherwise marks stay
     */
    void removeAbandoned(boolean alone) {
        String mark = mark();
        try {
            long now = files.getFileStatus(new Path(folder, mark)).getModificationTime();
            for (FileStatus status : files.listStatus(folder)) {
                String name = status.getPath().getName();
                long age = now - status.getModificationTime();
                boolean abandoned = HALF_WRITTEN.matcher(name).matches() && age > LONGEST_WRITE_MILLIS
                        || alone && MARK.matcher(name).matches() && age > LONGEST_JOB_MILLIS;
                if (status.isFile() && abandoned) {
                    files.delete(status.getPath(), false);
                }
            }
        } catch (IOException e) {
            throw failed(folder, "cannot be cleared of files that are half written", e);
        } finally {
            unmark(mark);
        }
    }

    /**
     * Leaves an empty file, by which tasks know that they see the same folder.
     *
     * @return its name
     */
    String mark() {
        try {
            if (!files.mkdirs(folder)) {
                throw new SparkJobException(folder + " cannot be made; name another folder with --answers");
            }
            Path probe = new Path(folder, "." + UUID.randomUUID() + ".tmp");
            files.create(probe, false).close();
            return probe.getName();
        } catch (IOException e) {
            throw failed(folder, "cannot be written", e);
        }
    }

    /** Whether this machine sees the file that {@link #mark} left. */
    boolean sees(String mark) {
        try {
            return files.exists(new Path(folder, mark));
        } catch (IOException e) {
            throw failed(folder, "cannot be looked into", e);
        }
    }

    /** Removes the file that {@link #mark} left. */
    void unmark(String mark) {
        try {
            files.delete(new Path(folder, mark), false);
        } catch (IOException e) {
            throw failed(folder, "cannot be written", e);
        }
    }

    /** Those of some clips whose answers are there. */
    Set<String> answered(Iterable<String> clips) {
        Set<String> names = new HashSet<>();
        try {
            for (FileStatus status : files.listStatus(folder)) {
                names.add(status.getPath().getName());
            }
        } catch (FileNotFoundException e) {
            return Set.of();
        } catch (IOException e) {
            throw failed(folder, "cannot be listed", e);
        }
        Set<String> answered = new HashSet<>();
        for (String clip : clips) {
            if (names.contains(name(clip))) {
                answered.add(clip);
            }
        }
        return answered;
    }

    /** Whether the answers of a clip are there. */
    boolean has(String clip) {
        try {
            return files.exists(file(clip));
        } catch (IOException e) {
            throw failed(file(clip), "cannot be looked for", e);
        }
    }

    /** The answers of a clip, as they were written; empty if they are not there. */
    Optional<byte[]> read(String clip) {
        Path file = file(clip);
        try (FSDataInputStream in = files.open(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new SparkJobException(file + " is longer than " + MAX_BYTES + " bytes; delete it");
            }
            return Optional.of(bytes);
        } catch (FileNotFoundException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed(file, "cannot be read", e);
        }
    }

    /** Writes the answers of a clip, unless somebody else has. */
    void write(String clip, byte[] answers) {
        Path file = file(clip);
        Path temporary = new Path(folder, "." + file.getName() + "." + UUID.randomUUID() + ".tmp");
        try {
            try (FSDataOutputStream out = files.create(temporary, false)) {
                out.write(answers);
                out.hsync();
            }
            if (files.exists(file) || !files.rename(temporary, file)) {
                files.delete(temporary, false);
                if (!files.exists(file)) {
                    throw new SparkJobException(file + " cannot be written");
                }
            }
        } catch (IOException e) {
            throw failed(file, "cannot be written", e);
        }
    }

    /** Removes the answers of a clip. */
    void delete(String clip) {
        try {
            files.delete(file(clip), false);
        } catch (IOException e) {
            throw failed(file(clip), "cannot be deleted", e);
        }
    }

    /** Removes the answers of this bundle and all that is beside them, but not the lock of the driver that does so. */
    void clear() {
        try {
            for (FileStatus status : files.listStatus(folder)) {
                if (!status.getPath().getName().equals(DriverLock.FILE)) {
                    files.delete(status.getPath(), true);
                }
            }
        } catch (IOException e) {
            throw failed(folder, "cannot be deleted", e);
        }
    }

    /** Removes the folders that have nothing in them. */
    void removeEmpty() {
        try {
            for (Path empty : List.of(folder, root)) {
                if (files.listStatus(empty).length > 0) {
                    return;
                }
                files.delete(empty, false);
            }
        } catch (IOException e) {
            // They stay where another driver has begun, or where there are no folders.
        }
    }
}

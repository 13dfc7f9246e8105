package io.github.osgnet4j.cli;

import io.github.osgnet4j.batch.GroundingIdentity;
import io.github.osgnet4j.batch.Journal;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.io.Fingerprint;
import io.github.osgnet4j.data.io.LockedFile;
import io.github.osgnet4j.data.sample.JobIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answers of several files with weights, each with a {@link Journal} of its own in a folder beside the output, so that a
 * job killed at any moment can go on. One job at a time has the folder.
 */
final class CheckpointJournals implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointJournals.class);

    private static final String LOCK = ".lock";
    private static final String WEIGHTS = "weights";

    private final Path folder;
    private final boolean lasting;
    private final boolean resume;
    private final Map<Path, Journal> open = new ConcurrentHashMap<>();
    private final Map<Path, JobIdentity> identities = new ConcurrentHashMap<>();
    private JobIdentity shared = new JobIdentity();
    private List<AnnotatedQuery> queries = List.of();
    private Optional<LockedFile> lock = Optional.empty();

    private CheckpointJournals(Path folder, boolean lasting, boolean resume) {
        this.folder = folder;
        this.lasting = lasting;
        this.resume = resume;
    }

    /**
     * Journals in a folder, which need not be there.
     *
     * @param resume whether answers of an earlier run of the same job count; otherwise there must be none
     */
    static CheckpointJournals lasting(Path folder, boolean resume) {
        return new CheckpointJournals(folder, true, resume);
    }

    /** Journals that no other run goes on with, in a folder that need not be there. */
    static CheckpointJournals ofThisRun(Path folder) {
        return new CheckpointJournals(folder, false, false);
    }

    /**
     * Opens the journals that earlier runs have left. Of weights that have changed since, nothing is kept; the journals of
     * files that are not among these stay until the end of the job.
     *
     * @param files with weights
     * @param shared what decides the answers of all of them, besides the weights
     * @param queries of the split
     * @throws CommandException if another run is at work in the folder, or has left answers that may not be used
     * @throws io.github.osgnet4j.batch.BatchException if they are of another job or damaged
     */
    void begin(List<Path> files, JobIdentity shared, List<AnnotatedQuery> queries) {
        this.shared = shared;
        this.queries = queries;
        lock();
        List<Path> left = left();
        if (!left.isEmpty() && !resume) {
            throw new CommandException(
                    folder + " holds the answers of an unfinished run; add --resume to go on from there,"
                            + " or delete it to start again");
        }
        for (Path journal : left) {
            Optional<String> weights = Journal.fact(journal, WEIGHTS, shared);
            files.stream()
                    .filter(file -> journal.equals(journal(file)))
                    .findFirst()
                    .ifPresentOrElse(
                            file -> goOn(file, weights),
                            () -> LOG.warn(
                                    "{} holds the answers of weights that are not there, or cannot be read; they do not count",
                                    journal));
        }
    }

    private void lock() {
        try {
            Files.createDirectories(folder);
            lock = Optional.of(LockedFile.open(folder.resolve(LOCK)));
        } catch (LockedFile.InUseException e) {
            throw new CommandException(
                    folder + " is being written by another process; wait for its end, or write to another file", e);
        } catch (LockedFile.NoLocksException e) {
            throw new CommandException(e.getMessage(), e);
        } catch (IOException e) {
            throw new CommandException(folder + " cannot be written: " + DataException.reason(e), e);
        }
    }

    private void goOn(Path file, Optional<String> weights) {
        if (weights.isPresent() && !weights.equals(weights(file))) {
            LOG.warn("{} has changed since the unfinished run, whose answers for it do not count", file);
            delete(journal(file));
        }
        of(file);
    }

    private static void delete(Path journal) {
        try {
            Files.delete(journal);
        } catch (IOException e) {
            throw new CommandException(journal + " cannot be deleted: " + DataException.reason(e), e);
        }
    }

    private List<Path> left() {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> entry.getFileName().toString().endsWith(Journal.ENDING))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw DataException.unreadable(folder, e);
        }
    }

    private Path journal(Path file) {
        return Journal.of(folder.resolve(file.getFileName()));
    }

    /** The hash of a file as its journal has it; only if that lasts. */
    private Optional<String> weights(Path file) {
        return Optional.ofNullable(identity(file).facts().get(WEIGHTS));
    }

    private JobIdentity identity(Path file) {
        return identities.computeIfAbsent(file, f -> lasting ? shared.copy().withFile(WEIGHTS, f) : shared);
    }

    /** How many queries earlier runs have answered, all files together. */
    long done() {
        return open.values().stream().mapToLong(Journal::done).sum();
    }

    /** The journal of a file. What is read of the file from now on is what its answers are of, if it {@link #requireSame is the same} then. */
    Journal of(Path file) {
        return open.computeIfAbsent(file, f -> Journal.open(journal(f), identity(f), queries, resume));
    }

    /**
     * Refuses a file that has changed since its journal was opened: its answers would be of other weights.
     *
     * @throws CommandException if it has
     */
    void requireSame(Path file) {
        if (lasting && !weights(file).equals(Optional.of(Fingerprint.file(file)))) {
            throw new CommandException(file + " was changed meanwhile");
        }
    }

    /**
     * Refuses a scan of the other form than the answers are to have.
     *
     * @param nativeScan whether it is native code
     * @throws OtherScanException if it is the other
     */
    void requireScan(boolean nativeScan) {
        if (lasting && shared.facts().containsKey(GroundingIdentity.NATIVE_SCAN) != nativeScan) {
            throw new OtherScanException(nativeScan);
        }
    }

    /** What holds for the weights of every file: none can be asked. */
    static final class OtherScanException extends CommandException {

        private static final long serialVersionUID = 1L;

        OtherScanException(boolean nativeScan) {
            super("The scan of the answers was to be " + form(!nativeScan) + ", and is " + form(nativeScan)
                    + "; run the job with OSGNET_SCAN=onnx, from its start where there are answers already");
        }

        private static String form(boolean nativeScan) {
            return nativeScan ? "native code" : "nodes of the graphs";
        }
    }

    /** What a run that is stopped now leaves. */
    String kept() {
        return (hasAnswers() ? "stopped; " + folder + " keeps the answers" : "stopped before the first answer")
                + ", go on with the same command and --resume";
    }

    /** Whether there is anything to go on with. */
    boolean hasAnswers() {
        return open.values().stream().anyMatch(Journal::hasAnswers);
    }

    /** Ends the job: nothing is left to go on with. */
    void delete() {
        open.values().forEach(Journal::delete);
        left().forEach(CheckpointJournals::delete);
        close();
    }

    /** Leaves the answers for a later run; a folder without any goes. */
    @Override
    public void close() {
        open.values().forEach(Journal::close);
        open.clear();
        try {
            if (lock.isPresent()) {
                lock.get().delete();
            }
            if (Files.isDirectory(folder)) {
                Files.deleteIfExists(folder);
            }
        } catch (DirectoryNotEmptyException e) {
            // Answers are left, or another run has begun.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

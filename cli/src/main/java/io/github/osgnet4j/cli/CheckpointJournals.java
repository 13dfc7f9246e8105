package io.github.osgnet4j.cli;

import io.github.osgnet4j.batch.Journal;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.sample.JobIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The answers of several files with weights, each with a {@link Journal} of its own in a folder beside the output, so that a
 * job killed at any moment can go on.
 */
final class CheckpointJournals implements AutoCloseable {

    private static final String ENDING = ".partial";

    private final Path folder;
    private final boolean resume;
    private final Map<Path, Journal> open = new ConcurrentHashMap<>();
    private Function<Path, JobIdentity> identities = file -> new JobIdentity();
    private List<AnnotatedQuery> queries = List.of();

    /**
     * Journals in a folder, which need not be there.
     *
     * @param resume whether answers of an earlier run of the same job count; otherwise there must be none
     */
    CheckpointJournals(Path folder, boolean resume) {
        this.folder = folder;
        this.resume = resume;
    }

    /**
     * Opens the journals that earlier runs have left.
     *
     * @param files with weights
     * @param identities all that decides the answers of a file
     * @param queries of the split
     * @throws CommandException if there are some and may not be used, or some of other weights
     * @throws io.github.osgnet4j.batch.BatchException if they are of another job, damaged or in use
     */
    void begin(List<Path> files, Function<Path, JobIdentity> identities, List<AnnotatedQuery> queries) {
        this.identities = identities;
        this.queries = queries;
        Set<String> left = left();
        if (!left.isEmpty() && !resume) {
            throw new CommandException(
                    folder + " holds the answers of an unfinished run; add --resume to go on from there,"
                            + " or delete it to start again");
        }
        Set<String> others = new TreeSet<>(left);
        files.forEach(file -> others.remove(name(file)));
        if (!others.isEmpty()) {
            throw new CommandException(folder + " holds the answers of other weights: " + String.join(", ", others)
                    + "; give the same command with the same weights, or delete it to start again");
        }
        // That of the first file too, so that a second run at the same time is refused as a whole.
        of(files.get(0));
        for (Path file : files) {
            if (left.contains(name(file))) {
                of(file);
            }
        }
    }

    private Set<String> left() {
        if (!Files.exists(folder)) {
            return Set.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).collect(Collectors.toSet());
        } catch (IOException e) {
            throw DataException.unreadable(folder, e);
        }
    }

    private static String name(Path file) {
        return file.getFileName() + ENDING;
    }

    /** How many queries earlier runs have answered, all files together. */
    long done() {
        return open.values().stream().mapToLong(Journal::done).sum();
    }

    /** The journal of a file. */
    Journal of(Path file) {
        return open.computeIfAbsent(file, f -> {
            try {
                Files.createDirectories(folder);
            } catch (IOException e) {
                throw new CommandException(folder + " cannot be made: " + DataException.reason(e), e);
            }
            return Journal.open(folder.resolve(name(f)), identities.apply(f), queries, resume);
        });
    }

    /** What a run that is stopped now leaves. */
    String kept() {
        return (open.values().stream().anyMatch(Journal::hasAnswers)
                        ? "stopped; " + folder + " keeps the answers"
                        : "stopped before the first answer")
                + ", go on with the same command and --resume";
    }

    /** Ends the job: nothing is left to go on with. */
    void delete() {
        open.values().forEach(Journal::delete);
        close();
    }

    /** Leaves the answers for a later run; a folder without any goes. */
    @Override
    public void close() {
        open.values().forEach(Journal::close);
        open.clear();
        try {
            if (Files.isDirectory(folder) && left().isEmpty()) {
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

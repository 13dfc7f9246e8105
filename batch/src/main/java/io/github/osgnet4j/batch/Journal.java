package io.github.osgnet4j.batch;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.io.JournalLines;
import io.github.osgnet4j.data.io.LockedFile;
import io.github.osgnet4j.data.sample.JobIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a long job has finished, beside its output: one JSON line an answer, forced to disk, so that a job killed at any
 * moment can go on. A half-written last line is cut off; a journal of another job is refused.
 */
public final class Journal implements AutoCloseable {

    /** What follows an output's name in its journal's. */
    public static final String ENDING = ".partial";

    private final Path file;
    private final LockedFile locked;
    private final Map<String, JournalEntry> answers;
    private final Optional<Map<String, String>> before;
    private volatile boolean empty;

    private Journal(
            Path file, LockedFile locked, Map<String, JournalEntry> answers, Optional<Map<String, String>> before) {
        this.file = file;
        this.locked = locked;
        this.answers = answers;
        this.before = before;
        this.empty = answers.isEmpty();
    }

    /** The journal of an output file. */
    public static Path of(Path output) {
        return output.resolveSibling(output.getFileName() + ENDING);
    }

    /**
     * Opens the journal of a job.
     *
     * @param job all that decides its answers
     * @param queries it answers
     * @param resume whether answers of an earlier run of the same job count; otherwise there must be none
     * @throws BatchException if there is a journal and it may not or cannot be continued
     */
    public static Journal open(Path file, JobIdentity job, List<AnnotatedQuery> queries, boolean resume) {
        Journal journal = claim(file, job, Set.of(), queries, resume);
        try {
            journal.begin(job);
            return journal;
        } catch (RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    /**
     * Opens the journal of a job of which not all is known yet, before the time is spent that it takes to know it. The job
     * is to {@linkplain #begin begin} before its first answer.
     *
     * @param job what is known of all that decides its answers
     * @param unknown names of what is not
     * @param queries it answers
     * @param resume whether answers of an earlier run of the same job count; otherwise there must be none
     * @throws BatchException if there is a journal and it may not or cannot be continued
     */
    public static Journal claim(
            Path file, JobIdentity job, Set<String> unknown, List<AnnotatedQuery> queries, boolean resume) {
        try {
            LockedFile locked = LockedFile.open(file);
            try {
                FileChannel channel = locked.channel();
                JournalReader reader =
                        new JournalReader(file, new JournalLines(channel), JournalText.clipSeconds(queries), false);
                if (channel.size() > 0 && !resume) {
                    requireNoAnswers(file, reader);
                    return new Journal(file, locked, new LinkedHashMap<>(), Optional.empty());
                }
                Optional<Map<String, String>> before = reader.job();
                if (before.isEmpty()) {
                    return new Journal(file, locked, new LinkedHashMap<>(), before);
                }
                Map<String, String> known = new LinkedHashMap<>(before.get());
                known.keySet().removeAll(unknown);
                JournalText.requireSame(file, known, job);
                Journal journal = new Journal(file, locked, reader.answers(), before);
                channel.truncate(reader.end()).position(reader.end());
                return journal;
            } catch (IOException | RuntimeException e) {
                locked.close();
                throw e;
            }
        } catch (LockedFile.InUseException | LockedFile.NoLocksException e) {
            throw new BatchException(e.getMessage(), e);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /**
     * The one fact in which the job of a journal may differ from others.
     *
     * @param file a journal that nobody writes now
     * @param others all other facts
     * @return empty if the job does not have it, or the journal has no job yet
     * @throws BatchException if another fact differs, or the file cannot be read or is no journal
     */
    public static Optional<String> fact(Path file, String name, JobIdentity others) {
        try (InputStream in = Files.newInputStream(file)) {
            Optional<Map<String, String>> job = new JournalReader(file, new JournalLines(in), Map.of(), false).job();
            if (job.isEmpty()) {
                return Optional.empty();
            }
            Map<String, String> facts = new LinkedHashMap<>(job.get());
            String fact = facts.remove(name);
            JournalText.requireSame(file, facts, others);
            return Optional.ofNullable(fact);
        } catch (IOException e) {
            throw new BatchException(file + " cannot be read: " + DataException.reason(e), e);
        }
    }

    /** A run that was killed before its first answer leaves nothing to go on with. */
    private static void requireNoAnswers(Path file, JournalReader reader) throws IOException {
        if (!reader.isEmpty()) {
            throw new BatchException(file + " holds the answers of an unfinished run; add --resume to go on from there,"
                    + " or delete it to start again");
        }
    }

    /**
     * Goes on with a job, or begins it.
     *
     * @param job all that decides its answers
     * @throws BatchException if the answers in the journal are not of this job, or it cannot be written
     */
    public void begin(JobIdentity job) {
        if (before.isPresent()) {
            boolean none = empty;
            // A journal of another job stays, even without an answer.
            empty = false;
            JournalText.requireSame(file, before.get(), job);
            empty = none;
            return;
        }
        try {
            locked.channel().truncate(0).position(0);
            write(JournalText.job(job.facts()));
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private static BatchException unwritable(Path file, IOException e) {
        return new BatchException(file + " cannot be written: " + DataException.reason(e), e);
    }

    /** The answers of earlier runs by the query's key. */
    Map<String, JournalEntry> answers() {
        return answers;
    }

    /** Whether there is anything to go on with. */
    public boolean hasAnswers() {
        return !empty;
    }

    /** How many queries earlier runs have answered. */
    public long done() {
        return answers.values().stream().filter(JournalEntry::answered).count();
    }

    /**
     * The answers, if earlier runs have given all.
     *
     * @param queries of the job, in the order of the predictions
     */
    public Optional<BatchJob.Result> finished(List<AnnotatedQuery> queries) {
        return done() == queries.size() ? Optional.of(new JobAnswers(queries, answers).result()) : Optional.empty();
    }

    /** Adds answers; they are on disk when this returns. */
    void append(List<JournalEntry> answers) {
        boolean first = empty;
        // What is on its way to the disk is kept by a process that ends meanwhile.
        empty = false;
        try {
            write(JournalText.answers(answers));
        } catch (IOException e) {
            empty = first;
            throw new BatchException(
                    file + " cannot be written: " + DataException.reason(e)
                            + (empty ? "" : "; add --resume to go on from there once it can"),
                    e);
        }
    }

    private void write(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            locked.channel().write(bytes);
        }
        locked.channel().force(false);
    }

    /** What a run that is stopped now leaves. */
    public String kept() {
        return empty
                ? "stopped before the first answer; the same command starts again"
                : "stopped; " + file + " keeps the answers, go on with the same command and --resume";
    }

    /** Ends the job: nothing is left to go on with. */
    public void delete() {
        empty = true;
        close();
    }

    /** Leaves the answers for a later run; a journal without any goes. */
    @Override
    public void close() {
        try (locked) {
            if (empty) {
                locked.delete();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.github.osgnet4j.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.osgnet4j.data.sample.JobIdentity;
import io.github.osgnet4j.postprocess.Window;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a long job has finished, beside its output: one JSON line an answer, forced to disk, so that a job killed at any
 * moment can go on. A half-written last line is cut off; a journal of another job is refused.
 */
final class Journal implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final FileChannel channel;
    private final Map<String, Answer> done;
    private volatile boolean empty;

    /**
     * The answer to one query: windows, or why there are none.
     *
     * @param missing empty if the query was answered
     */
    record Answer(String queryId, List<Window> windows, String missing) {
        boolean answered() {
            return missing.isEmpty();
        }
    }

    private Journal(Path file, FileChannel channel, Map<String, Answer> done) {
        this.file = file;
        this.channel = channel;
        this.done = done;
        this.empty = done.isEmpty();
    }

    /** The journal of an output file. */
    static Path of(Path output) {
        return output.resolveSibling(output.getFileName() + ".partial");
    }

    /**
     * Opens the journal of a job.
     *
     * @param job all that decides its answers
     * @param clipSeconds the queries it answers by key, with the length of their clip
     * @param resume whether answers of an earlier run of the same job count; otherwise there must be none
     * @throws CommandException if there is a journal and it may not or cannot be continued
     */
    static Journal open(Path file, JobIdentity job, Map<String, Double> clipSeconds, boolean resume) {
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                lock(file, channel);
                if (channel.size() > 0 && !resume) {
                    throw new CommandException(
                            file + " holds the answers of an unfinished run; add --resume to go on from there,"
                                    + " or delete it to start again");
                }
                JournalReader reader = new JournalReader(file, channel, clipSeconds);
                Optional<Map<String, String>> before = reader.job();
                if (before.isEmpty()) {
                    return begin(file, channel, job);
                }
                requireSame(file, before.get(), job);
                Journal journal = new Journal(file, channel, reader.answers());
                channel.truncate(reader.end()).position(reader.end());
                return journal;
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private static void requireSame(Path file, Map<String, String> before, JobIdentity job) {
        List<String> differences = job.differences(before);
        if (!differences.isEmpty()) {
            throw new CommandException(file + " belongs to another job: " + String.join("; ", differences)
                    + ". Delete it to start again, or give the same command with the same data");
        }
    }

    private static void lock(Path file, FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            // The file is gone where the other process has just finished with it.
            if (lock == null || !Files.exists(file)) {
                throw new CommandException(file + " is being written by another process");
            }
        } catch (OverlappingFileLockException e) {
            throw new CommandException(file + " is being written by this process already", e);
        }
    }

    private static Journal begin(Path file, FileChannel channel, JobIdentity job) throws IOException {
        Journal journal = new Journal(file, channel, new LinkedHashMap<>());
        try {
            channel.truncate(0).position(0);
            journal.write(JournalReader.line(JSON.createObjectNode().set("job", JSON.valueToTree(job.facts()))));
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        return journal;
    }

    private static CommandException unwritable(Path file, IOException e) {
        return new CommandException(file + " cannot be written: " + Failures.message(e), e);
    }

    /** The answers of earlier runs by query id. */
    Map<String, Answer> done() {
        return done;
    }

    /** Adds answers; they are on disk when this returns. */
    void append(List<Answer> answers) {
        StringBuilder lines = new StringBuilder();
        for (Answer answer : answers) {
            ObjectNode node = JSON.createObjectNode().put("query", answer.queryId());
            ArrayNode windows = node.putArray("windows");
            answer.windows()
                    .forEach(w -> windows.addArray().add(w.start()).add(w.end()).add(w.score()));
            if (!answer.answered()) {
                node.put("missing", answer.missing());
            }
            lines.append(JournalReader.line(node));
        }
        try {
            write(lines.toString());
            empty = false;
        } catch (IOException e) {
            throw new CommandException(
                    file + " cannot be written: " + Failures.message(e)
                            + (empty ? "" : "; add --resume to go on from there once it can"),
                    e);
        }
    }

    private void write(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(false);
    }

    /** What a run that is stopped now leaves. */
    String kept() {
        return empty
                ? "stopped before the first answer; the same command starts again"
                : "stopped; " + file + " keeps the answers, go on with the same command and --resume";
    }

    /** Ends the job: nothing is left to go on with. */
    void delete() {
        empty = true;
        close();
    }

    /** Leaves the answers for a later run; a journal without any goes. */
    @Override
    public void close() {
        if (!channel.isOpen()) {
            return;
        }
        try (channel) {
            if (empty) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

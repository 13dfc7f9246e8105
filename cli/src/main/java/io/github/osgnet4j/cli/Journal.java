package io.github.osgnet4j.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a long job has finished, beside its output: one JSON line an answer, forced to disk, so that a job killed at any
 * moment can go on. A half-written last line is cut off; a journal of another job is refused.
 */
final class Journal implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final FileChannel channel;
    private final Map<String, Answer> done;

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
    }

    /** The journal of an output file. */
    static Path of(Path output) {
        return output.resolveSibling(output.getFileName() + ".partial");
    }

    /**
     * Opens the journal of a job.
     *
     * @param job what distinguishes this job from any other: its inputs and options
     * @param resume whether answers of an earlier run of the same job count; otherwise there must be none
     * @throws CommandException if there is a journal and it may not or cannot be continued
     */
    static Journal open(Path file, String job, boolean resume) {
        boolean exists = Files.exists(file);
        if (exists && !resume) {
            throw new CommandException(
                    file + " holds the answers of an unfinished run; add --resume to go on from there,"
                            + " or delete it to start again");
        }
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                lock(file, channel);
                return exists ? goOn(file, channel, job) : begin(file, channel, job);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void lock(Path file, FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new CommandException(file + " is being written by another process");
            }
        } catch (OverlappingFileLockException e) {
            throw new CommandException(file + " is being written by this process already", e);
        }
    }

    private static Journal begin(Path file, FileChannel channel, String job) throws IOException {
        Journal journal = new Journal(file, channel, new LinkedHashMap<>());
        journal.write(JSON.createObjectNode().put("job", job).toString() + "\n");
        return journal;
    }

    private static Journal goOn(Path file, FileChannel channel, String job) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int whole = lastLineEnd(bytes);
        String[] lines = new String(bytes, 0, whole, StandardCharsets.UTF_8).split("\n");
        if (whole == 0) {
            channel.truncate(0);
            return begin(file, channel, job);
        }
        if (!job.equals(JSON.readTree(lines[0]).path("job").asText())) {
            throw new CommandException(file + " belongs to another job (other bundle, config, annotations or options);"
                    + " delete it, or give the same command again");
        }
        Map<String, Answer> done = new LinkedHashMap<>();
        for (int i = 1; i < lines.length; i++) {
            Answer answer = read(file, i + 1, lines[i]);
            done.put(answer.queryId(), answer);
        }
        channel.truncate(whole);
        channel.position(whole);
        return new Journal(file, channel, done);
    }

    private static int lastLineEnd(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    private static Answer read(Path file, int line, String text) {
        try {
            JsonNode node = JSON.readTree(text);
            List<Window> windows = new ArrayList<>();
            for (JsonNode w : node.withArray("windows")) {
                windows.add(new Window(
                        w.get(0).doubleValue(), w.get(1).doubleValue(), w.get(2).doubleValue()));
            }
            return new Answer(
                    node.required("query").asText(),
                    windows,
                    node.path("missing").asText(""));
        } catch (JsonProcessingException | IllegalArgumentException | NullPointerException e) {
            throw new CommandException(file + ": line " + line + " is damaged; delete the file and start again", e);
        }
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
            lines.append(node).append('\n');
        }
        try {
            write(lines.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(false);
    }

    /** Ends the job: nothing is left to go on with. */
    void delete() {
        try {
            close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.github.osgnet4j.data.prepare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.JournalLines;
import io.github.osgnet4j.data.io.LmdbWriter;
import io.github.osgnet4j.data.sample.JobIdentity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;

/**
 * Makes an LMDB store value by value. Until it is whole it grows in {@code STORE.partial} beside its place, with a journal of what is there,
 * forced to disk about once a second; a run that is killed can be continued and does again what the last second brought. Not safe for
 * threads.
 */
public final class StoreBuilder implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DATA = "data.mdb";
    private static final long SYNC_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long SYNC_BYTES = 64L << 20;

    private final PartialFolder partial;
    private final FileChannel data;
    private final Map<String, LmdbWriter.Extent> values;
    private final Map<String, List<Integer>> shapes;
    private final LmdbWriter writer;
    private final int before;
    private final StringBuilder unwritten = new StringBuilder();
    private long unwrittenBytes;
    private long synced = System.nanoTime();
    private boolean finished;

    private StoreBuilder(PartialFolder partial, FileChannel data, Journal read, long next) {
        this.partial = partial;
        this.data = data;
        this.values = read.values;
        this.shapes = read.shapes;
        this.before = values.size();
        this.writer = new LmdbWriter(data, next);
    }

    /**
     * Begins a store, or goes on with one.
     *
     * @param output a folder that does not exist yet, or is empty
     * @param job all that decides the values, apart from their sources
     * @param resume whether values of an earlier run of the same job stay; otherwise there must be none
     * @param same says of a key and the source that its value was made of whether that is still its source; from the first value on of which
     *     it is not, values are made again
     * @throws DataException if there is a store already, an unfinished one that may not be continued, one that another process writes, or
     *     the folder cannot be written
     */
    public static StoreBuilder open(Path output, JobIdentity job, boolean resume, BiPredicate<String, String> same) {
        PartialFolder partial = PartialFolder.open(output);
        try {
            if (!resume && holdsValues(partial.journal())) {
                throw new DataException(
                        partial.path() + " holds the values of an unfinished run; add --resume to go on from"
                                + " there, or delete it to start again");
            }
            FileChannel data = FileChannel.open(
                    partial.contents().resolve(DATA),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            try {
                return open(partial, data, job, same);
            } catch (IOException | RuntimeException e) {
                data.close();
                throw e;
            }
        } catch (IOException e) {
            partial.close();
            throw PartialFolder.unwritable(partial.path(), e);
        } catch (RuntimeException e) {
            partial.close();
            throw e;
        }
    }

    /** Beside the job, which is no more than begun without any. What was begun is begun again. */
    private static boolean holdsValues(FileChannel journal) throws IOException {
        JournalLines lines = new JournalLines(journal);
        boolean holds;
        try {
            boolean job = lines.next().isPresent();
            holds = job && lines.next().isPresent();
        } catch (DataException damaged) {
            holds = true;
        }
        if (!holds) {
            journal.truncate(0);
        }
        journal.position(0);
        return holds;
    }

    private static StoreBuilder open(
            PartialFolder partial, FileChannel data, JobIdentity job, BiPredicate<String, String> same)
            throws IOException {
        Journal read = new Journal(partial, data.size());
        boolean begun = read.isOf(job);
        long next = begun ? read.collect(same) : LmdbWriter.FIRST;
        StoreBuilder builder = new StoreBuilder(partial, data, read, next);
        partial.journal().truncate(read.end).position(read.end);
        data.truncate(next * LmdbWriter.PAGE);
        if (!begun) {
            builder.unwritten.append(
                    JournalLines.line(JSON.createObjectNode().set("job", JSON.valueToTree(job.facts()))));
            builder.sync();
        }
        return builder;
    }

    /** What an earlier run has left. */
    private static final class Journal {
        private final PartialFolder partial;
        private final JournalLines lines;
        private final long dataBytes;
        private final Map<String, LmdbWriter.Extent> values = new LinkedHashMap<>();
        private final Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        private long end;

        Journal(PartialFolder partial, long dataBytes) {
            this.partial = partial;
            this.lines = new JournalLines(partial.journal());
            this.dataBytes = dataBytes;
        }

        /** Whether there is a job, and it is this one. */
        boolean isOf(JobIdentity job) throws IOException {
            Optional<JsonNode> first = next();
            if (first.isEmpty()) {
                return false;
            }
            Map<String, String> facts = new LinkedHashMap<>();
            first.get()
                    .path("job")
                    .properties()
                    .forEach(field -> facts.put(field.getKey(), field.getValue().asText()));
            List<String> differences = job.differences(facts);
            if (!differences.isEmpty()) {
                throw new DataException(partial.path() + " belongs to another job: " + String.join("; ", differences)
                        + ". Delete it to start again, or give the same command with the same data");
            }
            return true;
        }

        /** Collects the values up to the first whose source is another one, and returns the page behind them. */
        long collect(BiPredicate<String, String> same) throws IOException {
            long next = LmdbWriter.FIRST;
            for (Optional<JsonNode> line = next(); line.isPresent(); line = next()) {
                String key = line.get().path("key").asText();
                int bytes = line.get().path("bytes").asInt(-1);
                LmdbWriter.Extent extent = new LmdbWriter.Extent(next, Math.max(0, bytes));
                if (bytes < 0 || extent.end() > dataBytes / LmdbWriter.PAGE || values.containsKey(key)) {
                    throw damaged("it promises a value of " + bytes + " bytes that is not there");
                }
                if (!same.test(key, line.get().path("source").asText())) {
                    break;
                }
                values.put(key, extent);
                List<Integer> shape = new ArrayList<>();
                line.get().path("shape").forEach(size -> shape.add(size.asInt()));
                shapes.put(key, shape);
                next = extent.end();
                end = lines.end();
            }
            return next;
        }

        private Optional<JsonNode> next() throws IOException {
            try {
                Optional<JsonNode> line = lines.next();
                end = lines.number() == 1 ? lines.end() : end;
                return line;
            } catch (DataException e) {
                throw damaged(e.getMessage());
            }
        }

        private DataException damaged(String found) {
            return new DataException(partial.path() + ": line " + lines.number() + " of its journal is damaged: "
                    + found + "; delete the folder to start again");
        }
    }

    /** Whether the value of a key is there already. */
    public boolean has(String key) {
        return values.containsKey(key);
    }

    /** The shape that was given with each value, by key. */
    public Map<String, List<Integer>> shapes() {
        return Collections.unmodifiableMap(shapes);
    }

    /** How many values earlier runs have left. */
    public int before() {
        return before;
    }

    /**
     * Adds a value.
     *
     * @param key none that is there
     * @param source fingerprint of all that the value is made of
     * @param value as it is stored
     * @param shape of what the value holds, kept for {@link #shapes}
     * @throws DataException if LMDB does not take the key, or the disk is full
     */
    public void put(String key, String source, byte[] value, List<Integer> shape) {
        LmdbWriter.requireKey(key);
        if (has(key)) {
            throw new DataException("'" + key + "' has a value already");
        }
        try {
            values.put(key, writer.append(value));
            shapes.put(key, shape);
            ObjectNode line = JSON.createObjectNode()
                    .put("key", key)
                    .put("bytes", value.length)
                    .put("source", source);
            unwritten.append(JournalLines.line(line.set("shape", JSON.valueToTree(shape))));
            unwrittenBytes += value.length;
            if (unwrittenBytes > SYNC_BYTES || System.nanoTime() - synced > SYNC_NANOS) {
                sync();
            }
        } catch (IOException e) {
            throw PartialFolder.unwritable(partial.path(), e);
        }
    }

    /** The journal must not promise what is not on the disk. */
    private void sync() throws IOException {
        data.force(false);
        ByteBuffer lines = ByteBuffer.wrap(unwritten.toString().getBytes(StandardCharsets.UTF_8));
        while (lines.hasRemaining()) {
            partial.journal().write(lines);
        }
        partial.journal().force(false);
        unwritten.setLength(0);
        unwrittenBytes = 0;
        synced = System.nanoTime();
    }

    /**
     * Completes the store and moves it to its place.
     *
     * @return how many keys it has
     * @throws DataException if it cannot be written, or something has taken its place meanwhile
     */
    public int finish() {
        try {
            sync();
            writer.finish(values);
            partial.move();
            finished = true;
            return values.size();
        } catch (IOException e) {
            throw PartialFolder.unwritable(partial.path(), e);
        }
    }

    /** Where the store is until it is whole. */
    public Path partial() {
        return partial.path();
    }

    /** What a run that is stopped now leaves. */
    public String kept() {
        return values.isEmpty() || finished
                ? "stopped; the same command starts again"
                : "stopped; " + partial.path() + " keeps what is done, go on with the same command and --resume";
    }

    /** Forgets the values, for a job that is not continued; {@link #close} then removes what has been written. */
    void discard() {
        values.clear();
    }

    /** Leaves what is there for a later run; nothing, if nothing is or the store is whole. */
    @Override
    public void close() {
        if (!data.isOpen()) {
            partial.close();
            return;
        }
        try (partial;
                data) {
            if (finished || values.isEmpty()) {
                partial.delete();
            } else {
                sync();
            }
        } catch (IOException e) {
            throw PartialFolder.unwritable(partial.path(), e);
        }
    }
}

package io.github.osgnet4j.batch;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.osgnet4j.batch.BatchJob.Skipped;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.config.Track;
import io.github.osgnet4j.data.io.InputFile;
import io.github.osgnet4j.data.io.JournalLines;
import io.github.osgnet4j.data.submission.Prediction;
import io.github.osgnet4j.postprocess.Window;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a {@link ShardFile} and lets nothing through that a shard would not have written. */
final class ShardReader {

    private final Path file;
    private final JournalLines lines;

    private ShardReader(Path file, JournalLines lines) {
        this.file = file;
        this.lines = lines;
    }

    /**
     * The beginning of a file.
     *
     * @param queries of the whole job
     * @param job what all shards have in common
     */
    record Head(Path file, Shard shard, Track track, int queries, Map<String, String> job) {}

    /** A query's answer, or that it has none: one of the two is there. */
    record Entry(Optional<Prediction> prediction, Optional<Skipped> skipped) {

        String queryId() {
            return prediction
                    .map(Prediction::queryId)
                    .orElseGet(() -> skipped.orElseThrow().queryId());
        }
    }

    /** Takes an answer and its place in the order of the job. */
    interface Answers {
        void at(int place, Entry entry);
    }

    /**
     * The beginning alone.
     *
     * @throws BatchException if the file is damaged or none of a shard
     */
    static Head head(Path file) {
        return read(file, ShardReader::head);
    }

    /**
     * Reads all answers.
     *
     * @throws BatchException if the file is damaged or none of a shard
     */
    static void answers(Path file, Answers answers) {
        read(file, reader -> {
            Head head = reader.head();
            int count = 0;
            for (Optional<JsonNode> next = reader.next(); next.isPresent(); next = reader.next()) {
                JsonNode node = next.get();
                if (node.has("answers")) {
                    if (node.get("answers").asInt(-1) != count || reader.next().isPresent()) {
                        throw reader.damaged("it does not end with its " + count + " answers");
                    }
                    return head;
                }
                answers.at(reader.place(node, head), reader.entry(node));
                count++;
            }
            throw new BatchException(
                    file + " is cut off after " + count + " answers; copy it again, or run the shard again");
        });
    }

    private interface Reading<T> {
        T from(ShardReader reader) throws IOException;
    }

    private static <T> T read(Path file, Reading<T> reading) {
        try (FileChannel channel = FileChannel.open(InputFile.regular(file), StandardOpenOption.READ)) {
            return reading.from(new ShardReader(file, new JournalLines(channel)));
        } catch (IOException e) {
            throw DataException.unreadable(file, e);
        }
    }

    private Optional<JsonNode> next() throws IOException {
        try {
            return lines.next();
        } catch (DataException e) {
            throw damaged(e.getMessage());
        }
    }

    private Head head() throws IOException {
        Optional<JsonNode> first;
        try {
            first = lines.next();
        } catch (DataException e) {
            throw foreign();
        }
        JsonNode node = first.orElseThrow(this::foreign);
        if (!node.path("format").asText().equals(ShardFile.FORMAT)) {
            throw foreign();
        }
        Map<String, String> job = new LinkedHashMap<>();
        node.path("job")
                .properties()
                .forEach(fact -> job.put(fact.getKey(), fact.getValue().asText()));
        return new Head(
                file,
                shard(number(node, "shard"), number(node, "of")),
                track(node.path("track").asText()),
                number(node, "queries"),
                job);
    }

    private Shard shard(int number, int count) {
        try {
            return new Shard(number, count);
        } catch (BatchException e) {
            throw damaged(e.getMessage());
        }
    }

    private BatchException foreign() {
        return new BatchException(file + " is not a file of a shard; expected what 'osgnet ground --shard' wrote");
    }

    private Track track(String key) {
        for (Track track : Track.values()) {
            if (track.key().equals(key)) {
                return track;
            }
        }
        throw damaged("there is no track '" + key + "'");
    }

    private int place(JsonNode node, Head head) {
        int place = number(node, "place");
        if (place >= head.queries()) {
            throw damaged("place " + place + " in a job of " + head.queries() + " queries");
        }
        return place;
    }

    private int number(JsonNode node, String name) {
        JsonNode value = node.path(name);
        if (!value.isInt() || value.intValue() < 0) {
            throw damaged(name + ": expected a whole number, found " + value);
        }
        return value.intValue();
    }

    private String text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        if (!value.isTextual()) {
            throw damaged(name + ": expected a text, found " + value);
        }
        return value.textValue();
    }

    private Entry entry(JsonNode node) {
        if (node.has("missing")) {
            return new Entry(Optional.empty(), Optional.of(new Skipped(text(node, "query"), text(node, "missing"))));
        }
        List<Window> windows = new ArrayList<>();
        node.path("windows").forEach(window -> windows.add(window(window)));
        if (windows.isEmpty()) {
            throw damaged("a query without windows and without a reason");
        }
        Prediction prediction = new Prediction(
                number(node, "query_idx"), text(node, "annotation_uid"), text(node, "clip_uid"), windows);
        return new Entry(Optional.of(prediction), Optional.empty());
    }

    private Window window(JsonNode node) {
        boolean numbers = node.isArray() && node.size() == 3;
        for (JsonNode number : node) {
            numbers &= number.isNumber() && Double.isFinite(number.doubleValue());
        }
        if (!numbers) {
            throw damaged("a window is " + node + ", not start, end and score");
        }
        Window window = new Window(
                node.get(0).doubleValue(),
                node.get(1).doubleValue(),
                node.get(2).doubleValue());
        if (!(window.start() >= 0 && window.start() <= window.end() && window.score() >= 0 && window.score() <= 1)) {
            throw damaged("no answer has the window " + node);
        }
        return window;
    }

    private BatchException damaged(String found) {
        return new BatchException(file + ": line " + lines.number() + " is damaged: " + found
                + "; copy the file again, or run the shard again");
    }
}

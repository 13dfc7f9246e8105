package io.github.osgnet4j.cli.ask;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.osgnet4j.cli.CommandException;
import io.github.osgnet4j.cli.Outputs;
import io.github.osgnet4j.data.io.InputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A folder that keeps the features of many videos, with an {@code archive.json} that says which file has which, so that a
 * second question reads no video. A file counts as the same while its size and its time of modification stay.
 */
public final class Archive {

    private static final String INDEX = "archive.json";
    private static final String FEATURES = "features";
    private static final int FORMAT = 1;
    private static final long MOST_INDEX_BYTES = 256L << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final String encoders;
    private final FeatureFolder features;
    private final Map<String, Entry> entries;

    /**
     * A video of the archive.
     *
     * @param bytes of its file
     * @param modified when its file was, in milliseconds since 1970
     * @param sha256 of its file
     * @param duration its seconds
     */
    record Entry(long bytes, long modified, String sha256, double duration) {

        /** Whether a file is still the one it was. */
        boolean isOf(BasicFileAttributes file) {
            return bytes == file.size() && modified == file.lastModifiedTime().toMillis();
        }
    }

    private Archive(Path folder, String encoders, Map<String, Entry> entries) {
        this.folder = folder;
        this.encoders = encoders;
        this.features = new FeatureFolder(folder.resolve(FEATURES), Long.MAX_VALUE);
        this.entries = entries;
    }

    /**
     * Opens an archive, or begins one.
     *
     * @param encoders what {@link EncoderIdentity} gives
     * @throws CommandException if its index is damaged, it has features of other encoders, or the folder holds something
     *     else
     */
    static Archive open(Path folder, String encoders) {
        Path index = folder.resolve(INDEX);
        if (Files.exists(index)) {
            return new Archive(folder, encoders, read(index, encoders));
        }
        if (Files.exists(folder) && !isEmpty(folder)) {
            throw new CommandException(
                    folder + " is not an archive: it has no " + INDEX + " and is not empty; name a new folder");
        }
        return new Archive(folder, encoders, new TreeMap<>());
    }

    private static boolean isEmpty(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            // A run that was killed at its first video has left no more.
            return files.map(file -> file.getFileName().toString())
                    .allMatch(name -> name.equals(FEATURES) || name.startsWith("."));
        } catch (IOException e) {
            throw new CommandException(folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Map<String, Entry> read(Path index, String encoders) {
        try {
            InputFile.regular(index);
            if (Files.size(index) > MOST_INDEX_BYTES) {
                throw new IOException("it has more than " + MOST_INDEX_BYTES + " bytes");
            }
            JsonNode root = JSON.readTree(index.toFile());
            if (root.path("format").asInt() != FORMAT) {
                throw new IOException("expected format " + FORMAT + ", found " + root.path("format"));
            }
            if (!root.path("encoders").asText().equals(encoders)) {
                throw new CommandException(
                        index.getParent() + " holds features of other encoders than these; name another"
                                + " folder for these, or delete it");
            }
            Map<String, Entry> entries = new TreeMap<>();
            for (Map.Entry<String, JsonNode> video : root.path("videos").properties()) {
                JsonNode entry = video.getValue();
                double duration = entry.path("duration").asDouble();
                String sha256 = entry.path("sha256").asText();
                if (!(duration > 0) || !sha256.matches("[0-9a-f]{64}")) {
                    throw new IOException("the entry of '" + video.getKey() + "' has no duration or no sha256");
                }
                entries.put(
                        video.getKey(),
                        new Entry(
                                entry.path("bytes").asLong(),
                                entry.path("modified").asLong(),
                                sha256,
                                duration));
            }
            return entries;
        } catch (IOException e) {
            throw new CommandException(
                    index + " is damaged: " + e.getMessage()
                            + "; delete the file, features that are there are found again",
                    e);
        }
    }

    FeatureFolder features() {
        return features;
    }

    /** What is known of a file that has not changed. */
    Optional<Entry> find(Source source, BasicFileAttributes file) {
        return Optional.ofNullable(entries.get(source.name())).filter(entry -> entry.isOf(file));
    }

    /** Notes a video whose features are there. */
    void add(Source source, Entry entry) {
        if (!entry.equals(entries.put(source.name(), entry))) {
            save();
        }
    }

    /** The videos of the archive that are not among those in the folder any more. */
    public List<String> vanished(Set<String> names) {
        return entries.keySet().stream().filter(name -> !names.contains(name)).toList();
    }

    private void save() {
        ObjectNode root = JSON.createObjectNode().put("format", FORMAT).put("encoders", encoders);
        ObjectNode videos = root.putObject("videos");
        entries.forEach((name, entry) -> videos.putObject(name)
                .put("bytes", entry.bytes())
                .put("modified", entry.modified())
                .put("sha256", entry.sha256())
                .put("duration", entry.duration()));
        Outputs.writeJson(folder.resolve(INDEX), root);
    }
}

package io.github.osgnet4j.cli.ask;

import io.github.osgnet4j.cli.CommandException;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.FileReplacement;
import io.github.osgnet4j.data.io.Fingerprint;
import io.github.osgnet4j.data.io.NpyArray;
import io.github.osgnet4j.data.io.Npz;
import io.github.osgnet4j.encoders.VideoFeatures;
import io.github.osgnet4j.encoders.VideoObjects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Features of videos on disk. A file is named after the contents of video and encoders, and is an npz with the array
 * {@code features} (steps, channels), whose checksum is verified when it is read. Any number of processes may share the
 * folder: files are written beside and moved.
 *
 * @param folder where they are
 * @param mostBytes beyond which the files that were used longest ago go
 */
public record FeatureFolder(Path folder, long mostBytes) {

    private static final Logger LOG = LoggerFactory.getLogger(FeatureFolder.class);

    private static final String FEATURES = "features";
    private static final String ENDING = ".npz";
    /** More objects than these fit into the memory of nobody who asks. */
    private static final long MOST_OBJECT_BYTES = 256L << 20;

    /** What an archive of one array has beside its numbers. */
    private static final long OVERHEAD = 4096;

    /**
     * Makes the folder if it is not there, and removes what killed writers have left.
     *
     * @throws CommandException if it cannot be
     */
    public FeatureFolder {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new CommandException("The folder " + folder + " for features cannot be made: " + e.getMessage(), e);
        }
        FileReplacement.sweep(folder);
    }

    /**
     * The name under which features are kept.
     *
     * @param video SHA-256 of its file
     * @param encoders what {@link EncoderIdentity} gives
     */
    static String key(String video, String encoders) {
        return Fingerprint.of(video, encoders);
    }

    /**
     * The features of a key, if they are there and whole; damaged ones are made again.
     *
     * @param shape what they must be; its numbers are not looked at
     */
    Optional<VideoFeatures> get(String key, Expected shape) {
        long numbers = Math.multiplyExact((long) shape.steps(), shape.channels());
        return read(key, numbers * Float.BYTES * 2 + OVERHEAD, array -> {
            if (array.rank() != 2 || array.shape()[0] != shape.steps() || array.shape()[1] != shape.channels()) {
                throw new DataException("expected (" + shape.steps() + ", " + shape.channels() + "), found " + array);
            }
            return new VideoFeatures(
                    array.values(), shape.steps(), shape.channels(), shape.strideSeconds(), shape.duration());
        });
    }

    /**
     * The objects of a key, if they are there and whole; damaged ones are made again.
     *
     * @param labels of the detector
     */
    Optional<VideoObjects> objects(String key, List<String> labels) {
        return read(key, MOST_OBJECT_BYTES, array -> {
            try {
                return new VideoObjects(labels, array.values());
            } catch (IllegalArgumentException e) {
                throw new DataException(e.getMessage(), e);
            }
        });
    }

    private <T> Optional<T> read(String key, long mostFileBytes, Function<NpyArray, T> contents) {
        Path file = folder.resolve(key + ENDING);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            if (Files.size(file) > mostFileBytes) {
                throw new DataException("it has more than " + mostFileBytes + " bytes");
            }
            NpyArray array =
                    Npz.read(Files.readAllBytes(file), FEATURES::equals).get(FEATURES);
            if (array == null) {
                throw new DataException("it has no array " + FEATURES);
            }
            T found = contents.apply(array);
            touch(file);
            return Optional.of(found);
        } catch (IOException | DataException e) {
            LOG.warn("Kept features {} are not used, and made again: {}", file, e.getMessage());
            return Optional.empty();
        }
    }

    /** Whatever was used last goes last; where that cannot be noted, nothing goes either. */
    private static void touch(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis()));
        } catch (IOException e) {
            LOG.debug("{} keeps its time: {}", file, e.getMessage());
        }
    }

    /**
     * What features of a video must be.
     *
     * @param duration seconds of the video
     */
    record Expected(int steps, int channels, double strideSeconds, double duration) {}

    /**
     * Keeps features, and removes others where they have become too many.
     *
     * @throws DataException if they cannot be written
     */
    void put(String key, VideoFeatures features) {
        put(key, new NpyArray(new int[] {features.steps(), features.channels()}, features.values()));
    }

    /**
     * Keeps objects, as features are kept.
     *
     * @throws DataException if they cannot be written
     */
    void put(String key, VideoObjects objects) {
        put(key, new NpyArray(new int[] {objects.count(), VideoObjects.COLUMNS}, objects.values()));
    }

    private void put(String key, NpyArray array) {
        Path file = folder.resolve(key + ENDING);
        Npz.write(file, Map.of(FEATURES, array), true);
        evict(file);
    }

    /** Removes the files that were used longest ago until the others fit; the newest stays. */
    private void evict(Path newest) {
        List<Kept> kept = new ArrayList<>();
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path file : entries.filter(f -> f.getFileName().toString().endsWith(ENDING))
                    .toList()) {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                kept.add(new Kept(file, attributes.size(), attributes.lastModifiedTime()));
            }
            long bytes = kept.stream().mapToLong(Kept::bytes).sum();
            kept.sort(Comparator.comparing(Kept::used));
            for (Kept oldest : kept) {
                if (bytes <= mostBytes) {
                    break;
                }
                if (!oldest.file().equals(newest)) {
                    Files.deleteIfExists(oldest.file());
                    bytes -= oldest.bytes();
                }
            }
        } catch (IOException e) {
            LOG.debug("{} stays as it is: {}", folder, e.getMessage());
        }
    }

    private record Kept(Path file, long bytes, FileTime used) {}
}

package io.github.osgnet4j.data.prepare;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.LmdbStore;
import io.github.osgnet4j.data.io.Npz;
import io.github.osgnet4j.data.io.ObjectRecords;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.FeatureRate;
import io.github.osgnet4j.data.sample.JobIdentity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Detections as a store of objects: for each video a list with a dict per feature step, class id to its best score. The released store's
 * folder says {@code class-score0.6-minnum10}: scores above 0.6, and of a video the classes that ten of its steps show or more.
 */
public final class ObjectStore implements AutoCloseable {

    /** Detections in memory, of all videos together; many more are put aside. */
    private static final long MOST_BYTES = 128L << 20;

    /** The most steps of a video; a frame number beyond is no frame number. */
    private static final int MAX_STEPS = 1 << 22;

    private final FeatureRate rate;
    private final double threshold;
    private final int minFrames;
    private final StoreBuilder builder;
    private final DetectionPile detections;
    private long below;
    private long kept;
    private long rare;
    private long beyond;

    /**
     * What has been done.
     *
     * @param videos stored
     * @param objects classes of steps, stored
     * @param below detections whose score is not above the threshold
     * @param rare classes of steps that too few steps of their video show
     * @param beyond classes of steps behind the end of their video's features
     * @param foreign videos with detections that have no features, and are not stored
     */
    public record Summary(int videos, long objects, long below, long rare, long beyond, int foreign) {}

    private ObjectStore(
            StoreBuilder builder, FeatureRate rate, double threshold, int minFrames, DetectionPile detections) {
        this.builder = builder;
        this.rate = rate;
        this.threshold = threshold;
        this.minFrames = minFrames;
        this.detections = detections;
    }

    /**
     * Begins a store. What is too much for the memory, 16 bytes a detection, is put aside beside it.
     *
     * @param output folder to make
     * @param threshold scores must be above it
     * @param minFrames steps of a video that must show a class
     * @throws DataException as {@link StoreBuilder#open}
     */
    public static ObjectStore open(Path output, FeatureRate rate, double threshold, int minFrames) {
        JobIdentity job = new JobIdentity().with("command", "prepare objects");
        StoreBuilder builder = StoreBuilder.open(output, job, true, (key, source) -> false);
        Path scratch = output.toAbsolutePath().normalize().getParent();
        return new ObjectStore(builder, rate, threshold, minFrames, new DetectionPile(scratch, MOST_BYTES));
    }

    /**
     * Reads detections.
     *
     * @param classNames a name a line, if classes are names and not rows of the embeddings
     * @param everyMebi is run after each 2^20 bytes of the file
     * @throws DataException naming file and line, or the element of the JSON, that is not as it should be
     */
    public void add(Path file, Optional<Path> classNames, Runnable everyMebi) {
        ClassIds classes = classNames.map(ClassIds::read).orElseGet(ClassIds::numbers);
        new Detections(file, rate.fps(), classes, everyMebi).forEach(this::add);
    }

    private void add(Detection detection) {
        if (detection.score() <= threshold) {
            below++;
            return;
        }
        int step = (int) (detection.frame() / rate.stride());
        if (step >= MAX_STEPS) {
            throw new DataException("Video '" + detection.videoId() + "': frame " + detection.frame()
                    + " would be step " + step + "; at most " + MAX_STEPS + " are stored");
        }
        detections.add(detection.videoId(), step, detection.classId(), detection.score());
    }

    /**
     * Writes the store; of one that fails nothing stays.
     *
     * @param lengths the steps of each video that gets a record
     * @param stored told each of them
     * @throws DataException if it cannot be written
     */
    public Summary write(Map<String, Integer> lengths, Consumer<String> stored) {
        int count;
        try {
            for (Map.Entry<String, Integer> video : lengths.entrySet()) {
                List<Map<Integer, Double>> frames = frames(video.getKey(), video.getValue());
                builder.put(video.getKey(), "", ObjectRecords.pickle(frames), List.of(video.getValue()));
                stored.accept(video.getKey());
            }
            count = builder.finish();
        } catch (RuntimeException e) {
            builder.discard();
            throw e;
        }
        int foreign = (int) detections.videos().stream()
                .filter(id -> !lengths.containsKey(id))
                .count();
        return new Summary(count, kept, below, rare, beyond, foreign);
    }

    /**
     * The steps of the videos that get a record.
     *
     * @param features store whose videos all get a record as long as they are; if absent, a video ends with its last object
     * @throws DataException if the features cannot be read
     */
    public Map<String, Integer> lengths(Optional<Path> features) {
        return features.map(ObjectStore::steps).orElseGet(this::ends);
    }

    private Map<String, Integer> ends() {
        Map<String, Integer> ends = new TreeMap<>();
        detections.videos().forEach(id -> ends.put(id, detections.last(id) + 1));
        return ends;
    }

    private static Map<String, Integer> steps(Path features) {
        Map<String, Integer> steps = new TreeMap<>();
        try (LmdbStore store = LmdbStore.open(features)) {
            for (String key : store.keys(Integer.MAX_VALUE)) {
                byte[] value = StoreUnpacking.value(store, key);
                int[] shape;
                try {
                    shape = Npz.shapes(value, Dataset.VIDEO_ARRAYS::contains).get(Dataset.VIDEO_ARRAYS.get(0));
                } catch (DataException e) {
                    throw e.in(features + ": the value of '" + key + "'");
                }
                if (shape == null || shape.length != 2) {
                    throw new DataException(
                            features + ": the value of '" + key + "' has no features (steps, channels)");
                }
                steps.put(key, shape[0]);
            }
        }
        return steps;
    }

    private List<Map<Integer, Double>> frames(String id, int length) {
        Map<Integer, Map<Integer, Double>> steps = new HashMap<>();
        detections.forEach(
                id,
                (step, classId, score) ->
                        steps.computeIfAbsent(step, s -> new TreeMap<>()).merge(classId, score, Math::max));
        Map<Integer, Integer> shown = new HashMap<>();
        steps.values().forEach(frame -> frame.keySet().forEach(c -> shown.merge(c, 1, Integer::sum)));
        List<Map<Integer, Double>> frames = new ArrayList<>();
        for (int step = 0; step < length; step++) {
            Map<Integer, Double> frame = new TreeMap<>(steps.getOrDefault(step, Map.of()));
            int all = frame.size();
            frame.keySet().removeIf(c -> shown.get(c) < minFrames);
            rare += all - frame.size();
            kept += frame.size();
            frames.add(frame);
        }
        steps.forEach((step, frame) -> beyond += step >= length ? frame.size() : 0);
        return frames;
    }

    /** Gives back what was put aside, and the place of a store that has not been written. */
    @Override
    public void close() {
        try (builder) {
            detections.close();
        }
    }
}

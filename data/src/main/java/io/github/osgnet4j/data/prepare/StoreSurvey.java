package io.github.osgnet4j.data.prepare;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.Annotations;
import io.github.osgnet4j.data.io.LmdbStore;
import io.github.osgnet4j.data.sample.ClassEmbeddings;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.FeatureRate;
import io.github.osgnet4j.data.sample.FeatureStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads from stores and annotations what a config has to say about them. A part of the keys tells. */
public final class StoreSurvey {
    private static final Logger LOG = LoggerFactory.getLogger(StoreSurvey.class);
    private static final int SAMPLE = 20;
    private static final double DEFAULT_FPS = 30;

    /** A stride that is measured counts as the whole number of frames next to it when it is so close. */
    private static final double ROUNDING = 0.015;

    private final InitialConfig.Data data;
    private final Map<String, Double> durations = new LinkedHashMap<>();
    private boolean labels;
    private String firstQuery = "";
    private String firstValQuery = "";

    /**
     * Reads the annotations.
     *
     * @throws DataException naming file and line if they cannot be read
     */
    public StoreSurvey(InitialConfig.Data data) {
        this.data = data;
        for (AnnotatedQuery query : Annotations.read(data.train())) {
            durations.putIfAbsent(query.videoId(), query.duration());
            labels |= !query.labels().isEmpty();
            firstQuery = firstQuery.isEmpty() ? query.queryId() : firstQuery;
        }
        for (AnnotatedQuery query : Annotations.read(data.val())) {
            durations.putIfAbsent(query.videoId(), query.duration());
            firstValQuery = firstValQuery.isEmpty() ? query.queryId() : firstValQuery;
        }
    }

    /**
     * The config for what there is.
     *
     * @param rate of the features; measured if absent, at 30 frames per second
     * @throws DataException naming store and key if the stores cannot be read, or their values do not fit each other
     */
    public InitialConfig config(InitialConfig.Size size, Optional<FeatureRate> rate) {
        int text = shape("text features", data.trainTokens(), firstQuery, Dataset.TEXT_ARRAYS)[1];
        int valText = shape("text features", data.valTokens(), firstValQuery, Dataset.TEXT_ARRAYS)[1];
        if (text != valText) {
            throw new DataException("Tokens in " + data.trainTokens() + " have " + text + " channels, in "
                    + data.valTokens() + " " + valText + "; a network takes one number of them");
        }
        Map<String, Integer> steps = new LinkedHashMap<>();
        int video = video(steps);
        Optional<InitialConfig.Objects> objects =
                data.objects().map(o -> new InitialConfig.Objects(o.store(), o.classes(), labels));
        int classes =
                objects.map(o -> ClassEmbeddings.read(o.classes()).channels()).orElse(0);
        objects.ifPresent(o -> LmdbStore.open(o.store()).close());
        FeatureRate known = rate.orElseGet(() -> measured(steps));
        List<String> wrongLength = wrongLength(steps, known);
        wrongLength.forEach(line -> LOG.warn("Length: {}", line));
        if (!wrongLength.isEmpty()) {
            LOG.warn(
                    "{}: of {} videos looked at, the features of {} have another length than their duration promises",
                    data.features(),
                    steps.size(),
                    wrongLength.size());
        }
        int longest = steps.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
        InitialConfig.Data found = new InitialConfig.Data(
                data.features(),
                data.trainTokens(),
                data.valTokens(),
                objects,
                data.narrations(),
                data.train(),
                data.val());
        return new InitialConfig(found, new InitialConfig.Dimensions(video, text, classes, longest), known, size);
    }

    /** Looks at the longest videos, and returns their channels. */
    private int video(Map<String, Integer> steps) {
        List<String> longest = durations.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(SAMPLE)
                .map(Map.Entry::getKey)
                .toList();
        int channels = 0;
        for (String id : longest) {
            int[] shape = shape("video features", data.features(), id, Dataset.VIDEO_ARRAYS);
            if (channels != 0 && shape[1] != channels) {
                throw new DataException(data.features() + ": the features of '" + id + "' have " + shape[1]
                        + " channels, others " + channels + "; a network takes one number of them");
            }
            channels = shape[1];
            steps.put(id, shape[0]);
        }
        return channels;
    }

    private static int[] shape(String what, Path folder, String key, List<String> names) {
        try (FeatureStore store = new FeatureStore(what, folder)) {
            return store.shape(key, names);
        }
    }

    /** A line for each of the videos looked at whose features do not go with its duration. */
    List<String> wrongLength(Map<String, Integer> steps, FeatureRate rate) {
        Map<String, Double> looked = new LinkedHashMap<>(durations);
        looked.keySet().retainAll(steps.keySet());
        return Coverage.of(looked, steps, rate).wrongLength();
    }

    private FeatureRate measured(Map<String, Integer> steps) {
        List<Double> strides = new ArrayList<>();
        steps.forEach((id, count) -> strides.add(durations.get(id) * DEFAULT_FPS / count));
        strides.sort(Comparator.naturalOrder());
        double stride = strides.get(strides.size() / 2);
        double whole = Math.rint(stride);
        if (whole < 1 || Math.abs(stride - whole) > ROUNDING * whole) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "%s: features come every %.4f s, which is not a whole number of frames at %.0f frames per second; give"
                            + " --fps and --stride",
                    data.features(),
                    stride / DEFAULT_FPS,
                    DEFAULT_FPS));
        }
        return new FeatureRate(DEFAULT_FPS, whole, whole);
    }
}

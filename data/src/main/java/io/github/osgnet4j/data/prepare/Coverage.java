package io.github.osgnet4j.data.prepare;

import io.github.osgnet4j.data.annotation.Annotations;
import io.github.osgnet4j.data.sample.FeatureRate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How the features of videos go with the annotations of their queries.
 *
 * @param videos how many videos the annotations name
 * @param wrongLength a line for each video whose features are much longer or shorter than its duration promises
 * @param missing videos of the annotations without features
 * @param unused videos with features that no annotation names
 */
public record Coverage(int videos, List<String> wrongLength, List<String> missing, List<String> unused) {

    /**
     * Reads how long videos are.
     *
     * @param annotations files of JSON lines
     * @return seconds of each video that they name
     * @throws io.github.osgnet4j.data.DataException naming file and line if annotations cannot be read
     */
    public static Map<String, Double> durations(List<Path> annotations) {
        Map<String, Double> durations = new LinkedHashMap<>();
        for (Path file : annotations) {
            Annotations.forEach(file, query -> durations.putIfAbsent(query.videoId(), query.duration()));
        }
        return durations;
    }

    /**
     * Compares.
     *
     * @param durations of the annotations' videos in seconds
     * @param steps of each video there is
     */
    public static Coverage of(Map<String, Double> durations, Map<String, Integer> steps, FeatureRate rate) {
        List<String> wrongLength = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        durations.forEach((id, duration) -> {
            Integer found = steps.get(id);
            if (found == null) {
                missing.add(id);
            } else if (!rate.fits(duration, found)) {
                wrongLength.add(String.format(
                        Locale.ROOT,
                        "%s: %d steps for %.2f s, expected about %.0f",
                        id,
                        found,
                        duration,
                        rate.steps(duration)));
            }
        });
        Set<String> unused = new LinkedHashSet<>(steps.keySet());
        unused.removeAll(durations.keySet());
        return new Coverage(durations.size(), wrongLength, missing, List.copyOf(unused));
    }
}

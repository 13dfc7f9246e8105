package io.github.osgnet4j.data.sample;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.GroundTruth;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.config.Track;
import io.github.osgnet4j.data.sample.Dataset.Split;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the answers to a split are compared with.
 *
 * @param file that has it
 * @param track of the file, as {@code json_file} of the config; absent for the split's annotations themselves
 */
public record SplitTruth(Path file, Optional<Track> track) {

    /**
     * For validation {@code json_file} of the config, as the official evaluation takes it; for the other splits their
     * annotations.
     *
     * @param annotations of the split
     */
    public static SplitTruth of(OsgnetConfig config, Split split, Path annotations) {
        return split == Split.VAL
                ? new SplitTruth(config.dataset().groundTruth(), Optional.of(config.track()))
                : new SplitTruth(annotations, Optional.empty());
    }

    /**
     * Reads it.
     *
     * @param queries of the annotations
     * @throws io.github.osgnet4j.data.DataException if it cannot be read
     */
    public GroundTruth read(List<AnnotatedQuery> queries) {
        return track.map(of -> GroundTruth.read(file, of)).orElseGet(() -> GroundTruth.of(queries));
    }
}

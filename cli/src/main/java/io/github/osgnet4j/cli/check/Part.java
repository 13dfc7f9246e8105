package io.github.osgnet4j.cli.check;

import io.github.osgnet4j.data.config.DatasetConfig;
import io.github.osgnet4j.data.config.ObjectMode;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.sample.Dataset.Split;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * A part of the data, and what a job does with it.
 *
 * @param split which decides the text store
 * @param annotations where its queries are
 * @param queries only these ids; all if empty
 * @param learnt whether a network is trained on it
 * @param evaluated whether answers are counted against the ground truth
 * @param submitted whether answers are written to a submission
 * @param objects whether objects are read
 * @param narrations whether narrations are read
 */
public record Part(
        Split split,
        Path annotations,
        Set<String> queries,
        boolean learnt,
        boolean evaluated,
        boolean submitted,
        boolean objects,
        boolean narrations) {

    public Part {
        queries = Set.copyOf(queries);
    }

    /** The training split of {@code train}. */
    public static Part training(OsgnetConfig config) {
        DatasetConfig data = config.dataset();
        return new Part(
                Split.TRAIN,
                data.trainAnnotations(),
                Set.of(),
                true,
                false,
                false,
                data.objects().isPresent(),
                config.multiTask().vtm().isPresent());
    }

    /** The validation split of {@code train}. */
    public static Part validation(OsgnetConfig config) {
        DatasetConfig data = config.dataset();
        return new Part(
                Split.VAL,
                data.valAnnotations(),
                Set.of(),
                false,
                true,
                false,
                data.objects().isPresent(),
                false);
    }

    /**
     * A split of {@code ground}.
     *
     * @param queries only these ids; all if empty
     * @param shots whether shots are written
     */
    public static Part grounding(
            OsgnetConfig config, Split split, Path annotations, Set<String> queries, boolean shots) {
        return new Part(
                split,
                annotations,
                queries,
                false,
                false,
                true,
                config.seenObjects() != ObjectMode.NONE,
                shots && config.dataset().narrations().isPresent());
    }

    /** The validation split, for all that can be done with it. */
    public static Part checking(OsgnetConfig config, Path annotations) {
        return new Part(
                Split.VAL, annotations, Set.of(), false, true, true, config.seenObjects() != ObjectMode.NONE, false);
    }

    /** The same with queries from another file. */
    public Part from(Path file) {
        return new Part(split, file, queries, learnt, evaluated, submitted, objects, narrations);
    }

    /** Its name: train, val or test. */
    String name() {
        return split.name().toLowerCase(Locale.ROOT);
    }
}

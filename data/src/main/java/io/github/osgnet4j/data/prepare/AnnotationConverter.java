package io.github.osgnet4j.data.prepare;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Turns the annotations of a download into the JSON lines that the official code trains and evaluates on.
 *
 * @param videos {@code ego4d.json}, where the durations of Goal-Step's test videos are
 * @param groups {@code goalstep_video_groups.tsv}, where the videos of its groups are
 */
public record AnnotationConverter(Optional<Path> videos, Optional<Path> groups) {

    /** Whether the durations of videos are needed, which only the test split of Goal-Step lacks. */
    public static boolean needsVideos(AnnotationFormat format, AnnotationSplit split) {
        return format == AnnotationFormat.GOALSTEP && split == AnnotationSplit.TEST;
    }

    /**
     * Writes the rows of a split.
     *
     * @param json as downloaded
     * @return how many rows there are, and what was left out
     * @throws io.github.osgnet4j.data.DataException naming file and key of what stops the official script too; the target is then as it was
     */
    public Tally convert(AnnotationFormat format, AnnotationSplit split, Path json, Path target) {
        return switch (format) {
            case NLQ -> NlqAnnotations.convert(json, split, target);
            case TACOS -> TacosAnnotations.convert(json, split, target);
            case GOALSTEP ->
                needsVideos(format, split)
                        ? GoalStepAnnotations.convertTest(
                                json, VideoDurations.read(videos.orElseThrow(), groups), target)
                        : GoalStepAnnotations.convert(json, target);
        };
    }
}

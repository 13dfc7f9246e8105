package io.github.osgnet4j.cli.prepare;

import io.github.osgnet4j.cli.JobCommand;
import io.github.osgnet4j.cli.Progress;
import io.github.osgnet4j.cli.WholeNumber;
import io.github.osgnet4j.data.prepare.ObjectStore;
import io.github.osgnet4j.data.sample.FeatureRate;
import io.github.osgnet4j.encoders.ObjectClasses;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Detections as a store. */
@Command(
        name = "objects",
        description = {
            "Makes an object store (LMDB) from what a detector found: for each video and feature step the classes"
                    + " seen, with their best score.",
            "Reads a comma-separated table (video_id, frame or time, class, score), or JSON in COCO's format, with"
                    + " video_id and frame or time in its images and a score in its annotations. A class is the row"
                    + " of its embedding, or a name in --class-names.",
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  osgnet prepare objects detections.csv --features video-store --class-names classes.txt --output"
                    + " object-store"
        })
final class ObjectsCommand extends JobCommand {

    @Parameters(paramLabel = "DETECTIONS", description = "CSV with a header, or JSON; plain or in gzip.")
    private Path detections;

    @Option(
            names = "--features",
            paramLabel = "STORE",
            description =
                    "Store of video features: all its videos get a record of their length, others none (default: a"
                            + " video ends with its last object).")
    private Path features;

    @Option(
            names = "--class-names",
            paramLabel = "FILE",
            description = "Names of the classes, one per line in the order of the embeddings.")
    private Path classNames;

    @Option(
            names = "--threshold",
            defaultValue = "" + ObjectClasses.USUAL_THRESHOLD,
            paramLabel = "SCORE",
            description = "Objects must score above this (default: ${DEFAULT-VALUE}, as in the released store).")
    private double threshold;

    @Option(
            names = "--min-frames",
            defaultValue = "" + ObjectClasses.USUAL_MIN_FRAMES,
            converter = WholeNumber.Natural.class,
            paramLabel = "N",
            description = "Minimum number of steps of a video that show a class (default: ${DEFAULT-VALUE}, as in the"
                    + " released store).")
    private int minFrames;

    @Option(
            names = "--fps",
            defaultValue = "30",
            paramLabel = "N",
            description = "Frames per second of the videos (default: ${DEFAULT-VALUE}).")
    private double fps;

    @Option(
            names = "--stride",
            defaultValue = "16",
            paramLabel = "N",
            description = "Frames from one feature to the next (default: ${DEFAULT-VALUE}).")
    private double stride;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "STORE",
            description = "Folder to create.")
    private Path output;

    @Override
    public Integer call() {
        if (!(fps > 0 && stride > 0 && threshold >= 0 && threshold < 1)) {
            throw usage("expected --fps and --stride above 0 and --threshold from 0 to below 1, found " + fps + ", "
                    + stride + " and " + threshold);
        }
        try (ObjectStore store = ObjectStore.open(output, new FeatureRate(fps, stride, stride), threshold, minFrames)) {
            read(store);
            Map<String, Integer> lengths = store.lengths(Optional.ofNullable(features));
            ObjectStore.Summary done;
            try (Progress bar = Progress.start("Storing", "videos", lengths.size(), 0, !quiet())) {
                done = store.write(lengths, id -> {
                    bar.say(id);
                    bar.step();
                });
            }
            print("%s: %d videos, %d objects of steps%n", output, done.videos(), done.objects());
            print(
                    "Left out: %d detections not above %s; %d objects of classes in fewer than %d steps of their video,"
                            + " %d behind its end; %d videos without features.%n",
                    done.below(), threshold, done.rare(), minFrames, done.beyond(), done.foreign());
        }
        return 0;
    }

    private void read(ObjectStore store) {
        try (Progress bar = RowsOutput.reading(List.of(detections), quiet())) {
            store.add(detections, Optional.ofNullable(classNames), bar::step);
        }
    }
}

package io.github.osgnet4j.cli.ask;

import io.github.osgnet4j.cli.CommandException;
import io.github.osgnet4j.cli.WholeNumber;
import io.github.osgnet4j.data.prepare.ClassNames;
import io.github.osgnet4j.encoders.Encoders;
import io.github.osgnet4j.encoders.ObjectClasses;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.bundle.Manifest.ObjectSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** What a network that looks at objects is shown of a video. */
public final class ObjectOptions {

    private static final Logger LOG = LoggerFactory.getLogger(ObjectOptions.class);

    @Option(
            names = "--class-names",
            paramLabel = "FILE",
            description = "For a network that uses objects: the names of its classes, one per line in the order of the"
                    + " class embeddings. The detector among the encoders finds the objects; these names"
                    + " match its labels to the classes.")
    private Path classNames;

    @Option(
            names = "--object-threshold",
            defaultValue = "" + ObjectClasses.USUAL_THRESHOLD,
            paramLabel = "SCORE",
            description = "Objects must score above this (default: ${DEFAULT-VALUE}, as in 'prepare objects').")
    private double threshold;

    @Option(
            names = "--object-min-frames",
            defaultValue = "" + ObjectClasses.USUAL_MIN_FRAMES,
            converter = WholeNumber.Natural.class,
            paramLabel = "N",
            description = "Minimum number of steps of the video that show a class (default: ${DEFAULT-VALUE}, as in"
                    + " 'prepare objects').")
    private int minFrames;

    /** For the command line. */
    public ObjectOptions() {}

    /** The file of names, if one was given. */
    public Optional<Path> file() {
        return Optional.ofNullable(classNames);
    }

    /** Whether there is such a threshold. */
    public boolean valid() {
        return threshold >= 0 && threshold < 1;
    }

    /**
     * What is shown to the network of a bundle; empty, with a warning where it looks at objects and can be shown none.
     *
     * @throws CommandException if the names are not those of the bundle
     */
    public Optional<ObjectView> open(Path bundle, Manifest manifest, Encoders encoders) {
        if (!manifest.dimensions().objects()) {
            return Optional.empty();
        }
        Optional<String> obstacle = obstacle(manifest, encoders);
        if (obstacle.isPresent()) {
            LOG.warn(
                    "The network of {} looks at objects, and ask shows it none, for {}: expect worse answers",
                    bundle,
                    obstacle.get());
            return Optional.empty();
        }
        List<String> names = ClassNames.read(classNames);
        int rows = manifest.classEmbeddings().orElseThrow().rows();
        if (names.size() != rows) {
            throw new CommandException(classNames + " has " + names.size() + " names, " + bundle + " has embeddings of "
                    + rows + " classes; give the names in the order of the embeddings that it was exported with");
        }
        try {
            ObjectClasses classes = new ObjectClasses(names, threshold, minFrames);
            return Optional.of(new ObjectView(classes, manifest.preprocessing(), classNames));
        } catch (IllegalArgumentException e) {
            throw new CommandException(classNames + ": " + e.getMessage(), e);
        }
    }

    private Optional<String> obstacle(Manifest manifest, Encoders encoders) {
        if (manifest.preprocessing().objects() == ObjectSource.REGIONS) {
            return Optional.of("it looks at regions of frames, and not at classes");
        }
        if (manifest.classEmbeddings().isEmpty()) {
            return Optional.of(
                    "the bundle has no class embeddings; export it again where the file of classname_feat_dir" + " is");
        }
        if (encoders.detector().isEmpty()) {
            return Optional.of("there is no detector among the encoders; add a folder whose encoder.json says \"kind\":"
                    + " \"detector\", and the names of its classes by --class-names");
        }
        return classNames == null ? Optional.of("nothing names its classes; add --class-names FILE") : Optional.empty();
    }
}

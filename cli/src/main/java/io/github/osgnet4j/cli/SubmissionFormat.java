package io.github.osgnet4j.cli;

import io.github.osgnet4j.data.config.Track;
import io.github.osgnet4j.data.submission.Prediction;
import io.github.osgnet4j.data.submission.SubmissionLayout;
import io.github.osgnet4j.data.submission.WindowOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** How a submission is written: as its option says, or as the ending of its name does; never otherwise than both. */
final class SubmissionFormat {

    @Option(
            names = "--format",
            description =
                    "nlq or goalstep: the challenge's JSON, and a second file without scores; codabench: a zip of one"
                            + " JSON with five windows a query. Default: codabench for a .zip, else by the challenge.")
    private SubmissionLayout layout;

    private SubmissionLayout layout(Path output, Track track) {
        return layout == null ? SubmissionLayout.of(output, track) : layout;
    }

    /**
     * The files that are written.
     *
     * @param track of the queries
     */
    List<Path> files(Path output, Track track) {
        return layout(output, track).files(output);
    }

    /** The names of the files in a line. */
    String shown(Path output, Track track) {
        return files(output, track).stream().map(Path::toString).collect(Collectors.joining(", "));
    }

    /**
     * Finds out before the work that the files can be written.
     *
     * @throws CommandException if the name promises another format than the option asks for
     * @throws io.github.osgnet4j.data.DataException if they cannot be written
     */
    void prepare(Path output, Track track) {
        String ending = layout(output, track).ending();
        files(output, track).forEach(file -> Outputs.prepare(file, ending));
    }

    /** Writes the files. */
    void write(Path output, Track track, List<Prediction> predictions) {
        write(output, track, WindowOrder.SCORES, predictions);
    }

    /** Writes the files, of windows in an order that their scores may not follow. */
    void write(Path output, Track track, WindowOrder order, List<Prediction> predictions) {
        layout(output, track).write(output, track, order, predictions);
    }
}

package io.github.osgnet4j.cli;

import io.github.osgnet4j.data.config.Track;
import io.github.osgnet4j.data.submission.Prediction;
import io.github.osgnet4j.data.submission.SubmissionWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** How a submission is written: as its option says, or as the ending of its name does; never otherwise than both. */
final class SubmissionFormat {

    @Option(
            names = "--format",
            description =
                    "nlq or goalstep: the challenge's JSON, and a second file without scores; codabench: a zip of one"
                            + " JSON with five windows a query. Default: codabench for a .zip, else by the challenge.")
    private Kind kind;

    /** What is written. */
    enum Kind {
        NLQ(".json"),
        GOALSTEP(".json"),
        CODABENCH(".zip");

        private final String ending;

        Kind(String ending) {
            this.ending = ending;
        }
    }

    private Kind kind(Path output, Track track) {
        if (kind != null) {
            return kind;
        }
        String name = String.valueOf(output.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(Kind.CODABENCH.ending)) {
            return Kind.CODABENCH;
        }
        return track == Track.NLQ ? Kind.NLQ : Kind.GOALSTEP;
    }

    /**
     * The files that are written.
     *
     * @param track of the queries
     */
    List<Path> files(Path output, Track track) {
        return kind(output, track) == Kind.CODABENCH
                ? List.of(output)
                : List.of(output, SubmissionWriter.withoutScores(output));
    }

    /**
     * Finds out before the work that the files can be written.
     *
     * @throws CommandException if the name promises another format than the option asks for
     * @throws io.github.osgnet4j.data.DataException if they cannot be written
     */
    void prepare(Path output, Track track) {
        String ending = kind(output, track).ending;
        files(output, track).forEach(file -> Outputs.prepare(file, ending));
    }

    /** Writes the files. */
    void write(Path output, Track track, List<Prediction> predictions) {
        switch (kind(output, track)) {
            case CODABENCH -> SubmissionWriter.writeCodabench(output, track, predictions.iterator());
            case NLQ -> SubmissionWriter.writeBoth(output, Track.NLQ, predictions);
            case GOALSTEP -> SubmissionWriter.writeBoth(output, Track.GOAL_STEP, predictions);
        }
    }
}

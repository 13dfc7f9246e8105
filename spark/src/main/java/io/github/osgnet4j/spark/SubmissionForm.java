package io.github.osgnet4j.spark;

import io.github.osgnet4j.data.config.Track;
import io.github.osgnet4j.data.io.FileReplacement;
import io.github.osgnet4j.data.submission.Prediction;
import io.github.osgnet4j.data.submission.SubmissionWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The form of a submission, as {@code osgnet ground} writes it. */
enum SubmissionForm {
    NLQ(".json"),
    GOALSTEP(".json"),
    CODABENCH(".zip");

    private final String ending;

    SubmissionForm(String ending) {
        this.ending = ending;
    }

    /** What the name and the challenge ask for. */
    static SubmissionForm of(Path output, Track track) {
        if (name(output).endsWith(CODABENCH.ending)) {
            return CODABENCH;
        }
        return track == Track.NLQ ? NLQ : GOALSTEP;
    }

    private static String name(Path output) {
        return String.valueOf(output.getFileName()).toLowerCase(Locale.ROOT);
    }

    /** The files that are written. */
    List<Path> files(Path output) {
        return this == CODABENCH ? List.of(output) : List.of(output, SubmissionWriter.withoutScores(output));
    }

    /**
     * Finds out before the work that the files can be written.
     *
     * @throws SparkJobException if the name promises another form, or is a folder's
     * @throws io.github.osgnet4j.data.DataException if they cannot be written
     */
    void prepare(Path output) {
        String other = this == CODABENCH ? NLQ.ending : CODABENCH.ending;
        if (name(output).endsWith(other)) {
            throw new SparkJobException(
                    output + " is named as " + other + ", but --format asks for " + ending + "; name it so");
        }
        for (Path file : files(output)) {
            if (Files.isDirectory(file)) {
                throw new SparkJobException(file + " is a folder; give the file to write");
            }
            FileReplacement.prepare(file);
        }
    }

    /** Writes the files. */
    void write(Path output, Track track, List<Prediction> predictions) {
        switch (this) {
            case CODABENCH -> SubmissionWriter.writeCodabench(output, track, predictions.iterator());
            case NLQ -> SubmissionWriter.writeBoth(output, Track.NLQ, predictions);
            case GOALSTEP -> SubmissionWriter.writeBoth(output, Track.GOAL_STEP, predictions);
        }
    }
}

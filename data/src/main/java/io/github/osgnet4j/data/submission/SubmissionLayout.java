package io.github.osgnet4j.data.submission;

import io.github.osgnet4j.data.config.Track;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The files that a submission is made of. */
public enum SubmissionLayout {
    /** The NLQ challenge's JSON, and a second file without scores. */
    NLQ(".json"),
    /** GoalStep's JSON, and a second file without scores. */
    GOALSTEP(".json"),
    /** A zip of one JSON without scores and with five windows a query. */
    CODABENCH(".zip");

    private final String ending;

    SubmissionLayout(String ending) {
        this.ending = ending;
    }

    /** What the name of a file promises: {@link #CODABENCH} for a {@code .zip}, else the JSON of the challenge. */
    public static SubmissionLayout of(Path output, Track track) {
        String name = String.valueOf(output.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(CODABENCH.ending)) {
            return CODABENCH;
        }
        return track == Track.NLQ ? NLQ : GOALSTEP;
    }

    /** The ending that belongs to it. */
    public String ending() {
        return ending;
    }

    /** The files that {@link #write} writes. */
    public List<Path> files(Path output) {
        return this == CODABENCH ? List.of(output) : List.of(output, SubmissionWriter.withoutScores(output));
    }

    /**
     * Writes the files: all, or on failure none.
     *
     * @param track of the queries
     * @throws io.github.osgnet4j.data.DataException as {@link SubmissionWriter#write}
     */
    public void write(Path output, Track track, List<Prediction> predictions) {
        write(output, track, WindowOrder.SCORES, predictions);
    }

    /**
     * The same for windows in an order that their scores may not follow: a file with scores says so.
     *
     * @throws io.github.osgnet4j.data.DataException as {@link SubmissionWriter#write}
     */
    public void write(Path output, Track track, WindowOrder order, List<Prediction> predictions) {
        switch (this) {
            case CODABENCH -> SubmissionWriter.writeCodabench(output, track, predictions.iterator());
            case NLQ -> SubmissionWriter.writeBoth(output, Track.NLQ, order, predictions);
            case GOALSTEP -> SubmissionWriter.writeBoth(output, Track.GOAL_STEP, order, predictions);
        }
    }
}

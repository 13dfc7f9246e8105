package io.github.osgnet4j.data.submission;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.config.Track;
import io.github.osgnet4j.data.io.FileReplacement;
import io.github.osgnet4j.postprocess.Window;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes submissions with the bytes Python's {@code json.dump} gives the official code. Predictions are taken one by one
 * from an iterator, and the target appears only once it is whole.
 */
public final class SubmissionWriter {
    /** Windows of a query that the official code writes at most; a user may ask for more. */
    public static final int OFFICIAL_WINDOWS = 10;

    /** Windows of a query that a Codabench submission holds exactly. */
    public static final int CODABENCH_WINDOWS = 5;

    private static final String CODABENCH_ENTRY = "predictions.json";

    /** A zip knows no earlier date; with a fixed one equal predictions are equal bytes. */
    private static final LocalDateTime ZIP_EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

    private SubmissionWriter() {}

    /**
     * Writes a submission file.
     *
     * @param scored whether a window is [start, end, score] or [start, end]
     * @throws DataException if the file cannot be written, a query has no window, a number is not finite, or a score is missing; the target is
     *     then as it was
     */
    public static void write(Path target, Track track, boolean scored, Iterator<Prediction> predictions) {
        FileReplacement.write(target, out -> submission(out, head(track), scored, predictions));
    }

    /**
     * Writes a submission file with scores and, beside it at {@link #withoutScores}, the one without: both, or on failure
     * none.
     *
     * @throws DataException as {@link #write}
     */
    public static void writeBoth(Path target, Track track, List<Prediction> predictions) {
        writeBoth(target, track, WindowOrder.SCORES, predictions);
    }

    /**
     * The same for windows in an order that their scores may not follow: where they do not, the file with scores says so.
     *
     * @throws DataException as {@link #write}
     */
    public static void writeBoth(Path target, Track track, WindowOrder order, List<Prediction> predictions) {
        FileReplacement.write(withoutScores(target), out -> {
            submission(out, head(track), false, predictions.iterator());
            out.flush();
            FileReplacement.write(
                    target,
                    scored -> submission(scored, head(track, order, predictions), true, predictions.iterator()));
        });
    }

    /**
     * Writes a zip of one JSON file without scores and exactly {@link #CODABENCH_WINDOWS} windows a query, best first. A
     * query with fewer repeats its last window, which changes no recall.
     *
     * @throws DataException as {@link #write}
     */
    public static void writeCodabench(Path target, Track track, Iterator<Prediction> predictions) {
        FileReplacement.write(target, out -> {
            ZipOutputStream zip = new ZipOutputStream(out);
            ZipEntry entry = new ZipEntry(CODABENCH_ENTRY);
            entry.setTimeLocal(ZIP_EPOCH);
            zip.putNextEntry(entry);
            submission(zip, head(track), false, padded(predictions));
            zip.closeEntry();
            zip.finish();
        });
    }

    /** Where the form without scores of a submission goes: {@code P_noscore.json} beside {@code P.json}. */
    public static Path withoutScores(Path submission) {
        String name = String.valueOf(submission.getFileName());
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        return submission.resolveSibling(stem + "_noscore" + name.substring(stem.length()));
    }

    private static Prediction answered(Prediction prediction) {
        if (prediction.windows().isEmpty()) {
            throw new DataException(
                    "Prediction of query " + prediction.queryId() + " has no window; a submission needs one");
        }
        return prediction;
    }

    private static Iterator<Prediction> padded(Iterator<Prediction> predictions) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return predictions.hasNext();
            }

            @Override
            public Prediction next() {
                Prediction p = answered(predictions.next());
                List<Window> all = p.windows();
                List<Window> windows = new ArrayList<>(all.subList(0, Math.min(all.size(), CODABENCH_WINDOWS)));
                windows.addAll(Collections.nCopies(CODABENCH_WINDOWS - windows.size(), all.get(all.size() - 1)));
                return new Prediction(p.queryIdx(), p.annotationUid(), p.clipUid(), windows);
            }
        };
    }

    /** The fields before the results. */
    private static String head(Track track) {
        return "\"version\": \"1.0\", \"challenge\": " + PythonText.quoted(track.challenge());
    }

    private static String head(Track track, WindowOrder order, List<Prediction> predictions) {
        return order == WindowOrder.SCORES || predictions.stream().allMatch(SubmissionWriter::falling)
                ? head(track)
                : head(track) + ", " + PythonText.quoted(WindowOrder.FIELD) + ": "
                        + PythonText.quoted(WindowOrder.OF_STEPS);
    }

    private static boolean falling(Prediction prediction) {
        List<Window> windows = prediction.windows();
        return IntStream.range(1, windows.size())
                .allMatch(i -> windows.get(i).score() <= windows.get(i - 1).score());
    }

    private static void submission(OutputStream out, String head, boolean scored, Iterator<Prediction> predictions)
            throws IOException {
        Writer json = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.US_ASCII));
        json.write("{" + head + ", \"results\": [");
        for (String separator = ""; predictions.hasNext(); separator = ", ") {
            json.write(separator);
            prediction(json, scored, answered(predictions.next()));
        }
        json.write("]}");
        json.flush();
    }

    private static void prediction(Writer json, boolean scored, Prediction prediction) throws IOException {
        json.write("{\"query_idx\": " + prediction.queryIdx() + ", \"annotation_uid\": "
                + PythonText.quoted(prediction.annotationUid()) + ", \"predicted_times\": [");
        for (int i = 0; i < prediction.windows().size(); i++) {
            Window window = prediction.windows().get(i);
            json.write((i == 0 ? "[" : ", [") + number(prediction, window.start()) + ", "
                    + number(prediction, window.end()) + (scored ? ", " + number(prediction, window.score()) : "")
                    + "]");
        }
        json.write("], \"clip_uid\": " + PythonText.quoted(prediction.clipUid()) + "}");
    }

    private static String number(Prediction prediction, double value) {
        if (!Double.isFinite(value)) {
            throw new DataException("Prediction of query " + prediction.queryId() + " has a number that is " + value
                    + "; predictions without scores can only be written without them");
        }
        return PythonFloat.repr(value);
    }
}

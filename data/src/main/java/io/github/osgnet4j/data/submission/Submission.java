package io.github.osgnet4j.data.submission;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.FileReplacement;
import io.github.osgnet4j.postprocess.Window;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A submission file of the Ego4D challenges: to the byte what the official code writes with Python's {@code json.dump}.
 *
 * @param challenge value of its {@code challenge} field
 * @param predictions in the order of the file
 */
public record Submission(String challenge, List<Prediction> predictions) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long MAX_BYTES = 1L << 30;
    /** Windows a query that the official code writes at most. */
    public static final int OFFICIAL_WINDOWS = 10;
    /** Windows a query that the challenge server wants, no more and no fewer. */
    private static final int SERVER_WINDOWS = 5;
    /** The file in a submission to the challenge server. */
    private static final String SERVER_ENTRY = "predictions.json";

    /** Copies the predictions. */
    public Submission {
        predictions = List.copyOf(predictions);
    }

    /**
     * Reads a submission, with or without scores.
     *
     * @throws DataException naming file and place if it is not one
     */
    public static Submission read(Path file) {
        JsonNode root = parse(file);
        List<Prediction> predictions = new ArrayList<>();
        JsonNode results = field(file, root, "", "results");
        if (!results.isArray()) {
            throw new DataException(file + ": results: expected a list, found " + results.getNodeType());
        }
        for (int i = 0; i < results.size(); i++) {
            predictions.add(prediction(file, "results[" + i + "]", results.get(i)));
        }
        return new Submission(root.path("challenge").asText(), predictions);
    }

    private static JsonNode parse(Path file) {
        try {
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                throw new DataException(
                        file + " has " + size + " bytes, more than a submission may have: " + MAX_BYTES);
            }
            return JSON.readTree(file.toFile());
        } catch (JacksonException e) {
            throw new DataException(file + " is no submission: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new DataException("Cannot read " + file + ": " + e, e);
        }
    }

    private static Prediction prediction(Path file, String at, JsonNode node) {
        JsonNode index = field(file, node, at + ".", "query_idx");
        if (!index.canConvertToInt()) {
            throw new DataException(file + ": " + at + ".query_idx: expected an integer, found " + index);
        }
        List<Window> windows = new ArrayList<>();
        JsonNode times = field(file, node, at + ".", "predicted_times");
        for (int i = 0; i < times.size(); i++) {
            windows.add(window(file, at + ".predicted_times[" + i + "]", times.get(i)));
        }
        return new Prediction(
                index.intValue(),
                field(file, node, at + ".", "annotation_uid").asText(),
                field(file, node, at + ".", "clip_uid").asText(),
                windows);
    }

    private static Window window(Path file, String at, JsonNode row) {
        boolean numbers = true;
        for (JsonNode number : row) {
            numbers &= number.isNumber() && Double.isFinite(number.doubleValue());
        }
        if (!row.isArray() || row.size() < 2 || row.size() > 3 || !numbers) {
            throw new DataException(file + ": " + at + ": expected [start, end] or [start, end, score], found " + row);
        }
        double score = row.size() == 3 ? row.get(2).doubleValue() : 0;
        return new Window(row.get(0).doubleValue(), row.get(1).doubleValue(), score);
    }

    private static JsonNode field(Path file, JsonNode node, String at, String name) {
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) {
            throw new DataException(
                    file + ": " + at + name + " is missing; a submission has version, challenge and results"
                            + " of query_idx, annotation_uid, predicted_times, clip_uid");
        }
        return value;
    }

    /**
     * Writes the submission over {@code file}, which keeps its contents if that fails.
     *
     * @param scores whether each window carries its score
     * @throws DataException if it cannot be written
     */
    public void write(Path file, boolean scores) {
        FileReplacement.write(file, out -> write(out, scores, Integer.MAX_VALUE, false));
    }

    /**
     * Writes what the challenge server takes: a zip of one JSON without scores, exactly five windows a query, best first;
     * where there are fewer, the last is repeated.
     *
     * @throws DataException if it cannot be written or a query has no window
     */
    public void writeForServer(Path zip) {
        for (Prediction p : predictions) {
            if (p.windows().isEmpty()) {
                throw new DataException("Query " + p.queryId() + " has no window; the challenge server wants "
                        + SERVER_WINDOWS + " a query");
            }
        }
        FileReplacement.write(zip, out -> {
            ZipOutputStream packed = new ZipOutputStream(out);
            ZipEntry entry = new ZipEntry(SERVER_ENTRY);
            // A fixed time: the same predictions give the same bytes.
            entry.setTime(0);
            packed.putNextEntry(entry);
            write(packed, false, SERVER_WINDOWS, true);
            packed.closeEntry();
            packed.finish();
        });
    }

    private void write(OutputStream out, boolean scores, int windows, boolean exactly) throws IOException {
        Writer to = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        to.write("{\"version\": \"1.0\", \"challenge\": " + text(challenge) + ", \"results\": [");
        String separator = "";
        for (Prediction p : predictions) {
            to.write(separator);
            to.write("{\"query_idx\": " + p.queryIdx() + ", \"annotation_uid\": " + text(p.annotationUid())
                    + ", \"predicted_times\": " + times(p.windows(), scores, windows, exactly) + ", \"clip_uid\": "
                    + text(p.clipUid()) + "}");
            separator = ", ";
        }
        to.write("]}");
        to.flush();
    }

    private static String times(List<Window> windows, boolean scores, int most, boolean exactly) {
        StringBuilder json = new StringBuilder("[");
        int count = exactly ? most : Math.min(most, windows.size());
        for (int i = 0; i < count; i++) {
            Window w = windows.get(Math.min(i, windows.size() - 1));
            json.append(i == 0 ? "[" : ", [");
            json.append(PythonNumbers.repr(w.start())).append(", ").append(PythonNumbers.repr(w.end()));
            if (scores) {
                json.append(", ").append(PythonNumbers.repr(w.score()));
            }
            json.append(']');
        }
        return json.append(']').toString();
    }

    /** A string as Python writes it: everything beyond ASCII escaped. */
    private static String text(String s) {
        String quoted = TextNode.valueOf(s).toString();
        StringBuilder ascii = new StringBuilder();
        for (char c : quoted.toCharArray()) {
            if (c < 128) {
                ascii.append(c);
            } else {
                ascii.append(String.format("\\u%04x", (int) c));
            }
        }
        return ascii.toString();
    }
}

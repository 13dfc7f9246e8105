package io.github.osgnet4j.data.prepare;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.osgnet4j.data.io.FileReplacement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The JSON of Ego4D's Natural Language Queries as rows, the way {@code ego4d_data/reformat_data.py} of GroundNLQ makes them. Nothing is
 * checked that the script leaves as it is: windows without length, reversed or beyond the clip stay, and so do rows that repeat.
 */
final class NlqAnnotations {
    private static final String QUERY = "query";
    private static final String START = "clip_start_sec";
    private static final String END = "clip_end_sec";
    private static final String FROM = "video_start_sec";
    private static final String TO = "video_end_sec";
    private static final String CLIPS = "clips";
    private static final String CLIP = "clip_uid";
    private static final String ANNOTATIONS = "annotations";
    private static final String ANNOTATION = "annotation_uid";
    private static final String QUERIES = "language_queries";

    private final AnnotationSplit split;
    private final RowWriter rows;
    private final Tally tally;

    private NlqAnnotations(AnnotationSplit split, RowWriter rows, Tally tally) {
        this.split = split;
        this.rows = rows;
        this.tally = tally;
    }

    static Tally convert(Path json, AnnotationSplit split, Path target) {
        VideoDocument document =
                new VideoDocument(json, CLIPS, CLIP, FROM, TO, ANNOTATIONS, ANNOTATION, QUERIES, QUERY, START, END);
        Tally tally = new Tally("queries", CLIPS, "videos");
        FileReplacement.write(target, out -> {
            NlqAnnotations converter = new NlqAnnotations(split, new RowWriter(out), tally);
            document.forEachVideo(converter::video);
        });
        return tally;
    }

    private void video(Place video) throws IOException {
        tally.count("videos");
        for (Place clip : video.at(CLIPS).elements()) {
            tally.count(CLIPS);
            for (Place annotation : clip.at(ANNOTATIONS).elements()) {
                annotation(clip, annotation);
            }
        }
    }

    /** The position of a query counts those without text too. */
    private void annotation(Place clip, Place annotation) throws IOException {
        String id = annotation.at(ANNOTATION).text();
        List<Place> queries = annotation.at(QUERIES).elements();
        for (int i = 0; i < queries.size(); i++) {
            Place query = queries.get(i);
            if (hasWords(query)) {
                rows.write(row(clip, query, id + "_" + i).json());
                tally.count("queries");
            } else {
                tally.leaveOut("without text (missing, null or empty)");
            }
        }
    }

    /** Whether a query has text that Python takes for true. */
    static boolean hasWords(Place query) {
        return query.has(QUERY) && !isFalse(query.at(QUERY).value());
    }

    private QueryRow row(Place clip, Place query, String id) {
        PythonNumber duration = clip.at(TO).minus(clip.at(FROM));
        QueryRow row = QueryRow.of(
                QUERY, query.at(QUERY).text(), id, duration, clip.at(CLIP).text(), "nlq");
        return split == AnnotationSplit.TEST
                ? row
                : row.window(query.at(START).number(), query.at(END).number());
    }

    /** What Python takes for false. */
    private static boolean isFalse(JsonNode value) {
        if (value.isTextual()) {
            return value.textValue().isEmpty();
        }
        return value.isContainerNode()
                ? value.isEmpty()
                : value.isNull()
                        || value.isBoolean() && !value.booleanValue()
                        || value.isNumber() && value.doubleValue() == 0;
    }
}

package io.github.osgnet4j.data.annotation;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.osgnet4j.data.DataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads annotation files of JSON lines, as the official loaders take them. */
public final class Annotations {
    private Annotations() {}

    /**
     * The queries of a file, in its order. Blank lines are skipped.
     *
     * @param file UTF-8, plain or in gzip, one JSON object a line (or several where files were joined) with
     *     {@code query_id}, {@code query} (or {@code narration_query}, which wins), {@code duration}, {@code video_id},
     *     {@code query_type} and, where known, {@code timestamps} and {@code label}
     * @throws DataException naming file and line if one is not that, or the file if it holds no query
     */
    public static List<AnnotatedQuery> read(Path file) {
        List<AnnotatedQuery> queries = new ArrayList<>();
        forEach(file, queries::add);
        if (queries.isEmpty()) {
            throw new DataException(file + ": empty: expected JSON lines, one query a line");
        }
        return List.copyOf(queries);
    }

    /**
     * The same one by one, for files that should not be held whole.
     *
     * @throws DataException as {@link #read} does, but not for a file without queries
     */
    public static void forEach(Path file, Consumer<AnnotatedQuery> action) {
        JsonFields.forEach(file, fields -> action.accept(query(fields)));
    }

    private static AnnotatedQuery query(JsonFields fields) {
        double duration = fields.number("duration");
        if (duration <= 0) {
            throw new DataException(fields.place() + ": duration: expected seconds above 0, found " + duration);
        }
        return new AnnotatedQuery(
                fields.text("query_id"),
                fields.has("narration_query") ? fields.text("narration_query") : fields.text("query"),
                duration,
                fields.text("video_id"),
                fields.text("query_type"),
                timestamps(fields),
                fields.objects("label").stream().map(Annotations::label).toList());
    }

    /** One segment may stand alone, without the list around it. */
    static List<Segment> timestamps(JsonFields fields) {
        List<JsonNode> elements = fields.array("timestamps");
        JsonFields at = fields.at("timestamps");
        if (elements.stream().anyMatch(JsonNode::isNumber)) {
            return List.of(segment(at, elements));
        }
        return elements.stream().map(row -> segment(at, at.array(row))).toList();
    }

    private static Segment segment(JsonFields at, List<JsonNode> bounds) {
        if (bounds.size() != 2) {
            throw new DataException(
                    at.place() + ": expected [start, end] in seconds, found " + bounds.size() + " numbers");
        }
        return new Segment(at.number(bounds.get(0)), at.number(bounds.get(1)));
    }

    private static Label label(JsonFields fields) {
        JsonNode id = fields.required("class_id");
        JsonFields at = fields.at("class_id");
        List<Integer> ids =
                id.isArray() ? at.array(id).stream().map(at::integer).toList() : List.of(at.integer(id));
        return new Label(ids, fields.text("class_name", ""), fields.number("score", 0), fields.text("text", ""));
    }
}

package io.github.osgnet4j.data.prepare;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A row as the official loader reads it, key by key in the official order. */
final class QueryRow {
    private final ObjectNode row = JsonNodeFactory.instance.objectNode();

    private QueryRow() {}

    /**
     * A row without a window.
     *
     * @param textKey {@code query} or {@code narration_query}
     */
    static QueryRow of(String textKey, String text, String id, PythonNumber duration, String video, String type) {
        QueryRow made = new QueryRow();
        made.row.put(textKey, text);
        made.row.put("query_id", id);
        made.row.set("duration", duration.node());
        made.row.put("video_id", video);
        made.row.put("query_type", type);
        return made;
    }

    QueryRow window(PythonNumber start, PythonNumber end) {
        row.putArray("timestamps").addArray().add(start.node()).add(end.node());
        return this;
    }

    ObjectNode json() {
        return row;
    }
}

package io.github.osgnet4j.data.prepare;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes rows as the official {@code save_jsonl} does: one a line, with no line feed behind the last. */
final class RowWriter {
    private final OutputStream out;
    private long rows;

    RowWriter(OutputStream out) {
        this.out = out;
    }

    void write(JsonNode row) throws IOException {
        if (rows++ > 0) {
            out.write('\n');
        }
        out.write(PythonJson.of(row).getBytes(StandardCharsets.US_ASCII));
    }

    long rows() {
        return rows;
    }
}

package io.github.osgnet4j.data.annotation;

import io.github.osgnet4j.data.DataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A line of a video's narration file.
 *
 * @param startFrame the frame from which it holds
 * @param text one or more sentences between semicolons
 */
public record Narration(double startFrame, String text) {

    /**
     * The narrations of a file, in its order.
     *
     * @param file UTF-8, plain or in gzip, one JSON object a line with {@code narration} and {@code frame_start_id}
     * @throws DataException naming file and line if one is not that
     */
    public static List<Narration> read(Path file) {
        List<Narration> narrations = new ArrayList<>();
        JsonFields.forEach(file, fields -> narrations.add(narration(fields)));
        return List.copyOf(narrations);
    }

    private static Narration narration(JsonFields fields) {
        double frame = fields.number("frame_start_id");
        if (frame < 0 || frame > Integer.MAX_VALUE) {
            throw new DataException(
                    fields.place() + ": frame_start_id: expected a frame number from 0, found " + frame);
        }
        return new Narration(frame, fields.text("narration"));
    }
}

package io.github.osgnet4j.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A narrator who looks around whenever something appears: the shot branch cuts a video there, as it does Ego4D's. */
final class Narration {

    /** {@code default_fps} of the config. */
    private static final int FPS = 16;

    private Narration() {}

    /** Writes {@code ID.json}, a line an appearance. */
    static void write(Path folder, Story story) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<String> lines = new ArrayList<>();
        for (Appearance appearance : story.appearances()) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("frame_start_id", (int) (appearance.start() * FPS));
            line.put("narration", "#C C looks around");
            lines.add(json.writeValueAsString(line));
        }
        Files.createDirectories(folder);
        Files.write(folder.resolve(story.id() + ".json"), lines);
    }
}

package io.github.osgnet4j.cli.prepare;

import io.github.osgnet4j.cli.CommandException;
import io.github.osgnet4j.data.io.FileReplacement;
import io.github.osgnet4j.encoders.Detection;
import io.github.osgnet4j.encoders.Encoders;
import io.github.osgnet4j.encoders.ObjectDetector;
import io.github.osgnet4j.encoders.VideoFile;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** What a detector sees in videos, as a table with commas. */
final class DetectionTable {

    private static final String HEADER = "video_id,time,class,score,x0,y0,x1,y1";

    private DetectionTable() {}

    /** Writes the table of some videos. */
    static void write(Path target, Encoders loaded, Map<String, VideoFile> videos, boolean quiet) {
        ObjectDetector detector = loaded.detector()
                .orElseThrow(() -> new CommandException("There is no detector among the encoders; --detections needs a"
                        + " folder whose encoder.json says \"kind\": \"detector\""));
        double total = videos.values().stream().mapToDouble(VideoFile::duration).sum();
        FileReplacement.write(target, out -> {
            Writer table = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
            table.write(HEADER + "\n");
            try (VideoProgress progress = new VideoProgress("Detecting", total, !quiet)) {
                videos.forEach(
                        (id, video) -> detector.detect(video, progress.of(id), found -> write(table, id, found)));
            }
            table.flush();
        });
    }

    private static void write(Writer table, String id, Detection found) {
        StringBuilder line = new StringBuilder();
        line.append(quoted(id)).append(',').append(found.seconds());
        line.append(',').append(quoted(found.label())).append(',').append(found.score());
        found.box().forEach(side -> line.append(',').append(side));
        try {
            table.append(line).append('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String quoted(String text) {
        return text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                ? text
                : '"' + text.replace("\"", "\"\"") + '"';
    }
}

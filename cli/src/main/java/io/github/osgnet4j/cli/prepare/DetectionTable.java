package io.github.osgnet4j.cli.prepare;

import io.github.osgnet4j.cli.CommandException;
import io.github.osgnet4j.data.io.FileReplacement;
import io.github.osgnet4j.data.prepare.SourceFile;
import io.github.osgnet4j.encoders.Detection;
import io.github.osgnet4j.encoders.Encoders;
import io.github.osgnet4j.encoders.ObjectDetector;
import io.github.osgnet4j.encoders.VideoFile;
import java.io.BufferedWriter;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** What a detector sees in videos, as a table with commas. */
final class DetectionTable {

    private static final String HEADER = "video_id,time,class,score,x0,y0,x1,y1";
    private static final char LINE_END = '\n';

    private DetectionTable() {}

    /**
     * Writes the table of some videos. The rows of a video stand there together, and only if all of it could be looked at.
     *
     * @param unusable takes the others
     */
    static void write(
            Path target,
            Encoders loaded,
            List<SourceFile> sources,
            OpenedVideos videos,
            UnusableVideos unusable,
            boolean quiet) {
        ObjectDetector detector = loaded.detector()
                .orElseThrow(() -> new CommandException("There is no detector among the encoders; --detections needs a"
                        + " folder whose encoder.json says \"kind\": \"detector\""));
        FileReplacement.write(target, out -> {
            Writer table = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
            table.write(HEADER + LINE_END);
            // The rows of a long video are more than memory should hold.
            try (VideoRows rows = new VideoRows(target.toAbsolutePath().getParent());
                    VideoProgress progress = new VideoProgress("Detecting", videos.seconds(), !quiet)) {
                for (SourceFile source : sources) {
                    rows.clear();
                    try {
                        VideoFile video = videos.require(source);
                        detector.detect(
                                video,
                                progress.of(source.key(), video.duration()),
                                found -> rows.add(row(source.key(), found)));
                    } catch (RuntimeException e) {
                        unusable.add(source, e);
                        continue;
                    }
                    table.flush();
                    rows.copyTo(out);
                }
            }
            unusable.require("looked at", "");
            table.flush();
        });
    }

    private static String row(String id, Detection found) {
        StringBuilder rows = new StringBuilder();
        rows.append(quoted(id)).append(',').append(found.seconds());
        rows.append(',').append(quoted(found.label())).append(',').append(found.score());
        found.box().forEach(side -> rows.append(',').append(side));
        return rows.append(LINE_END).toString();
    }

    private static String quoted(String text) {
        return text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                ? text
                : '"' + text.replace("\"", "\"\"") + '"';
    }
}

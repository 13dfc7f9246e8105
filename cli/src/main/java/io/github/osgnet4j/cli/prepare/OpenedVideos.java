package io.github.osgnet4j.cli.prepare;

import io.github.osgnet4j.cli.Progress;
import io.github.osgnet4j.data.prepare.SourceFile;
import io.github.osgnet4j.encoders.Ffmpeg;
import io.github.osgnet4j.encoders.VideoException;
import io.github.osgnet4j.encoders.VideoFile;
import io.github.osgnet4j.encoders.VideoLimits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Videos that have been opened, and what is wrong with those that could not be. */
final class OpenedVideos {

    private final Map<SourceFile, VideoFile> videos = new LinkedHashMap<>();
    private final Map<SourceFile, VideoException> problems = new LinkedHashMap<>();

    OpenedVideos(List<SourceFile> sources, Ffmpeg program, boolean visible) {
        boolean several = sources.size() > 1;
        try (Progress bar = Progress.start("Looking at", "videos", sources.size(), 0, visible && several)) {
            for (SourceFile source : sources) {
                bar.say(source.key());
                open(source, program);
                bar.step();
            }
        }
    }

    private void open(SourceFile source, Ffmpeg program) {
        try {
            videos.put(source, VideoFile.open(source.file(), program, VideoLimits.DEFAULT));
        } catch (VideoException e) {
            problems.put(source, e);
        }
    }

    /**
     * One of the videos.
     *
     * @throws VideoException why it could not be opened
     */
    VideoFile require(SourceFile source) {
        if (problems.containsKey(source)) {
            throw problems.get(source);
        }
        return videos.get(source);
    }

    /** Seconds of all that could be opened. */
    double seconds() {
        return videos.values().stream().mapToDouble(VideoFile::duration).sum();
    }
}

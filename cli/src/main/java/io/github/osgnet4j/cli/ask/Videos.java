package io.github.osgnet4j.cli.ask;

import io.github.osgnet4j.encoders.Ffmpeg;
import io.github.osgnet4j.encoders.VideoFile;
import io.github.osgnet4j.encoders.VideoLimits;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The videos of answers, each opened once. */
public final class Videos {

    private final Supplier<Ffmpeg> ffmpeg;
    private final Map<Source, VideoFile> opened = new HashMap<>();

    /**
     * None is open.
     *
     * @param ffmpeg asked for when the first is
     */
    public Videos(Supplier<Ffmpeg> ffmpeg) {
        this.ffmpeg = ffmpeg;
    }

    VideoFile open(Source source) {
        return opened.computeIfAbsent(source, s -> VideoFile.open(s.file(), ffmpeg.get(), VideoLimits.DEFAULT));
    }
}

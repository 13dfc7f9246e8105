package io.github.osgnet4j.cli.prepare;

import io.github.osgnet4j.cli.Progress;
import io.github.osgnet4j.encoders.EncodingListener;
import java.util.Locale;

/** Seconds of videos that are done, with how much faster than real time that is. */
final class VideoProgress implements AutoCloseable {

    private final Progress bar;
    private long shown;

    VideoProgress(String task, double seconds, boolean visible) {
        this.bar = Progress.start(task, "s of video", Math.round(seconds), 0, visible);
    }

    /** Watches the next of the videos. */
    EncodingListener of(String name) {
        long before = shown;
        return progress -> {
            bar.say(String.format(Locale.ROOT, "%s %.1fx real time", name, progress.realTimeFactor()));
            for (; shown < Math.floor(before + progress.done()); shown++) {
                bar.step();
            }
        };
    }

    @Override
    public void close() {
        bar.close();
    }
}

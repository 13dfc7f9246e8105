package io.github.osgnet4j.cli.prepare;

import io.github.osgnet4j.cli.Progress;
import io.github.osgnet4j.encoders.EncodingListener;
import java.util.Locale;

/** Seconds of videos that are done, with how much faster than real time that is. */
final class VideoProgress implements AutoCloseable {

    private final Progress bar;
    private double begun;
    private long shown;

    VideoProgress(String task, double seconds, boolean visible) {
        this.bar = Progress.start(task, "s of video", Math.round(seconds), 0, visible);
    }

    /** Watches the next of the videos, of so many seconds. */
    EncodingListener of(String name, double duration) {
        // Whatever the one before has not shown, as it failed.
        advance(begun);
        double before = begun;
        begun += duration;
        return progress -> {
            bar.say(String.format(Locale.ROOT, "%s %.1fx real time", name, progress.realTimeFactor()));
            advance(before + progress.done());
        };
    }

    private void advance(double seconds) {
        for (; shown < Math.floor(seconds); shown++) {
            bar.step();
        }
    }

    @Override
    public void close() {
        bar.close();
    }
}

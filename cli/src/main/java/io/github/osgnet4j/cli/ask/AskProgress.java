package io.github.osgnet4j.cli.ask;

import io.github.osgnet4j.cli.Progress;
import io.github.osgnet4j.encoders.EncodingListener;
import java.util.Locale;

/** How far the videos are: by their seconds where it is one, by their number where there are several. */
public final class AskProgress implements EncodedVideos.Encoding, AutoCloseable {

    private final boolean single;
    private final boolean visible;
    private Progress bar;

    /** Nothing is shown before there is something to do. */
    public AskProgress(int videos, boolean visible) {
        this.single = videos == 1;
        this.visible = visible;
        this.bar = Progress.start("Asking", "videos", videos, 0, visible && !single);
    }

    @Override
    public EncodingListener of(Source source, double duration) {
        if (single) {
            bar.close();
            bar = Progress.start("Encoding", "s of video", Math.max(1, Math.round(duration)), 0, visible);
        }
        bar.say(source.name());
        return new EncodingListener() {
            private long said;

            @Override
            public void progress(Progress part) {
                while (single && said < Math.floor(part.done())) {
                    said++;
                    bar.step();
                }
                bar.say(String.format(
                        Locale.ROOT,
                        "%s: %.0f of %.0f s, %.1f x real time",
                        source.name(),
                        part.done(),
                        part.total(),
                        part.realTimeFactor()));
            }
        };
    }

    /** A video has been asked. */
    public void asked() {
        if (!single) {
            bar.step();
        }
    }

    @Override
    public void close() {
        bar.close();
    }
}

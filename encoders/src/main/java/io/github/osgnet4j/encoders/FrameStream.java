package io.github.osgnet4j.encoders;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream of frames from a decoder in a child process. Closing it ends the decoder. Not thread-safe, except for
 * {@link #close()}.
 */
public final class FrameStream implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FrameStream.class);

    /** A frame's place in the output with its timestamp in the file, written to standard error beside the frame. */
    private static final Pattern TIME = Pattern.compile("<osgnet (\\d{1,12}) (-?\\d{1,19}) (\\d{1,10})/(\\d{1,10})>");

    /** What ffmpeg writes for a frame without a timestamp, or with one that it takes for an error. */
    private static final String NO_TIME = Long.toString(Long.MIN_VALUE);

    private static final String TIME_FORMAT = "<osgnet {n} {ptsi} {tbi}>";
    /** Seconds for which a video may go on beyond the end that it says. */
    static final double SURPLUS = 2;

    private static final int MOST_THREADS = 4;

    /** What ffmpeg says of a packet that it cannot decode; its own limit of their rate rounds it down to 0. */
    private static final Pattern DAMAGE =
            Pattern.compile("Error submitting packet to decoder|Decoding error|Error while decoding stream");

    /** The part of the frames that may be damaged. */
    private static final double MOST_DAMAGED = 0.05;

    private final Path file;
    private final VideoInfo info;
    private final Duration patience;
    private final ChildProcess child;
    private final BlockingQueue<double[]> times = new LinkedBlockingQueue<>();
    private final AtomicLong complaints = new AtomicLong();
    private final AtomicLong damaged = new AtomicLong();
    private volatile String firstComplaint = "";
    private long count;

    /**
     * Starts a decoder.
     *
     * @param filter of ffmpeg that chooses frames; empty for all
     */
    FrameStream(VideoFile video, String filter) {
        this.file = video.path();
        this.info = video.info();
        this.patience = video.limits().patience();
        List<String> arguments = new ArrayList<>(List.of(
                "-threads",
                Integer.toString(Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()))));
        if (info.rotation() == 0) {
            // Where the size changes, new filters would count their times from 0 again. "scale" takes any size; what
            // turns frames does not.
            arguments.addAll(List.of("-reinit_filter", "0"));
        }
        if (!filter.isEmpty()) {
            // A grid would go on to the last timestamp there is.
            arguments.addAll(List.of("-t", String.format(Locale.ROOT, "%.6f", info.duration() + SURPLUS)));
        }
        arguments.addAll(video.inputArguments());
        String scale =
                String.format(Locale.ROOT, "scale=%d:%d:flags=bilinear+accurate_rnd", info.width(), info.height());
        arguments.addAll(List.of(
                "-map",
                "0:V:0",
                "-an",
                "-sn",
                "-dn",
                // A stream that changes its size stays of one.
                "-vf",
                filter.isEmpty() ? scale : filter + "," + scale,
                "-fps_mode",
                "passthrough",
                "-stats_enc_pre_fmt",
                TIME_FORMAT,
                "-stats_enc_pre",
                "pipe:2",
                "-f",
                "rawvideo",
                "-pix_fmt",
                "rgb24",
                "pipe:1"));
        this.child = video.ffmpeg().start(arguments, patience, this::isTime);
    }

    private boolean isTime(String line) {
        Matcher matcher = TIME.matcher(line);
        boolean found = false;
        while (matcher.find()) {
            found = true;
            double base = Double.parseDouble(matcher.group(3)) / Double.parseDouble(matcher.group(4));
            double stamp = matcher.group(2).equals(NO_TIME) ? Double.NaN : Double.parseDouble(matcher.group(2)) * base;
            times.add(new double[] {Double.parseDouble(matcher.group(1)), stamp});
        }
        if (!found && complaints.getAndIncrement() == 0) {
            firstComplaint = line;
        }
        if (!found && DAMAGE.matcher(line).find()) {
            damaged.incrementAndGet();
        }
        return found;
    }

    /**
     * The next frame.
     *
     * @return empty at the end of the video
     * @throws VideoException if the decoder fails, stops early or is silent for too long
     * @throws EncodingCancelledException if the thread is interrupted
     */
    public Optional<Frame> next() {
        byte[] rgb = new byte[info.width() * info.height() * Frame.COLOURS];
        try {
            int read = child.read(rgb, 0, rgb.length);
            if (read == 0) {
                requireSuccess();
                return Optional.empty();
            }
            if (read < rgb.length) {
                child.exit();
                throw broken(child.problem());
            }
            double[] time = times.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (time == null || time[0] != count) {
                throw broken("the decoder gives no time for frame " + count);
            }
            if (Double.isNaN(time[1])) {
                throw broken(
                        "frame " + count + " has no timestamp, or one more than 30 hours away from the one before");
            }
            count++;
            return Optional.of(new Frame(time[1], info.width(), info.height(), rgb));
        } catch (IOException e) {
            throw broken(child.problem());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EncodingCancelledException("Interrupted while " + file + " was decoded");
        }
    }

    private void requireSuccess() throws InterruptedException {
        if (child.exit() != 0) {
            throw broken(child.problem());
        }
        if (count == 0) {
            throw broken("it has no frame that can be decoded");
        }
        double frames = info.frameRate() > 0 ? info.frameRate() * info.duration() : count + damaged.get();
        if (damaged.get() > MOST_DAMAGED * frames) {
            throw broken("it is damaged: " + damaged.get() + " of about " + Math.round(frames)
                    + " frames cannot be decoded, the first complaint: " + ForeignText.output(firstComplaint));
        }
        if (complaints.get() > 0) {
            LOG.warn(
                    "{} is damaged, though most of it can be decoded: {} complaints of ffmpeg, the first: {}",
                    file,
                    complaints.get(),
                    ForeignText.output(firstComplaint));
        }
    }

    /** Frames given so far. */
    long count() {
        return count;
    }

    private VideoException broken(String why) {
        return new VideoException(file + " cannot be decoded"
                + (count == 0 ? "" : " beyond " + count + " frames") + ": " + why
                + ". Play it with another program, or convert it");
    }

    @Override
    public void close() {
        child.close();
    }
}

package io.github.osgnet4j.encoders;

import io.github.osgnet4j.runtime.bundle.BundleVerification;
import io.github.osgnet4j.runtime.session.UseCount;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Computes features from windows of frames, as configured by the {@code encoder.json} of a folder. Thread-safe.
 *
 * <p>Decoding, resizing and the network run at the same time, a few frames apart, so that apart from the features,
 * memory does not grow with the length of a video.
 */
public final class VideoEncoder implements AutoCloseable {

    private static final int MOST_WINDOWS = 8;
    private static final long MOST_BATCH_BYTES = 64L << 20;

    /** Frames at the end that a container may promise and not have. */
    private static final double MISSING = 1.0;

    private static final int SAMPLES = 2;
    private static final int SAMPLE_SIDE = 320;

    private final Path folder;
    private final EncoderSettings.Video settings;
    private final OnnxNetwork network;
    private final String input;
    private final String output;
    private final UseCount uses = new UseCount("The video encoder");

    private VideoEncoder(Path folder, EncoderSettings.Video settings, OnnxNetwork network) {
        this.folder = folder;
        this.settings = settings;
        this.network = network;
        this.input = network.input(settings.input());
        this.output = network.output(settings.output());
        long[] shape = network.inputShape(input);
        int rank = settings.layout().shape(1, 1, 1, 1).length;
        if (shape.length != rank) {
            throw new EncoderException(network.file() + ": input " + input + " takes " + Arrays.toString(shape)
                    + ", which the layout " + settings.layout() + " is not");
        }
    }

    /**
     * Opens an encoder of the kind {@code video}.
     *
     * @throws EncoderException if it cannot be used
     */
    public static VideoEncoder open(Path folder) {
        return open(folder, EncoderOptions.DEFAULT);
    }

    /**
     * Opens an encoder of the kind {@code video}.
     *
     * @throws EncoderException if it cannot be used
     */
    public static VideoEncoder open(Path folder, EncoderOptions options) {
        EncoderSettings.Video settings = EncoderSettings.video(folder);
        OnnxNetwork network = OnnxNetwork.open(settings, options);
        return network.orClose(() -> new VideoEncoder(folder, settings, network));
    }

    /** The folder it was opened from. */
    public Path folder() {
        return folder;
    }

    /** The files that determine its features, including those that may contain weights of its network. */
    public List<Path> files() {
        return EncoderFile.deciding(folder, settings.model());
    }

    /** Channels of a feature. */
    public int channels() {
        return settings.channels();
    }

    /** Seconds from a feature to the next. */
    public double strideSeconds() {
        return settings.sampling().strideSeconds();
    }

    /** The number of features of a video of the given length in seconds. */
    public int steps(double duration) {
        return settings.sampling().count(duration);
    }

    /** The features of a video. */
    public VideoFeatures encode(VideoFile video) {
        return encode(video, EncodingListener.NONE);
    }

    /**
     * The features of a video.
     *
     * @throws VideoException if the video cannot be decoded, or ends before it should
     * @throws EncoderException if the network fails or gives numbers that are not finite
     * @throws EncodingCancelledException if the listener says so or the thread is interrupted
     */
    public VideoFeatures encode(VideoFile video, EncodingListener listener) {
        return encode(video, listener, new EncodingTimes());
    }

    /**
     * The features of a video.
     *
     * @param times to which the time of each stage is added
     * @see #encode(VideoFile, EncodingListener)
     */
    public VideoFeatures encode(VideoFile video, EncodingListener listener, EncodingTimes times) {
        return uses.use(() -> new Run(video, listener, times).encode());
    }

    /**
     * The feature of one window.
     *
     * @param frames as many as the settings say, all of one size
     * @throws EncoderException if their number or size does not match the network, or the network fails
     */
    public float[] encode(List<Frame> frames) {
        int count = settings.sampling().frames();
        if (frames.size() != count) {
            throw new EncoderException(folder + ": a window has " + count + " frames, found " + frames.size());
        }
        FrameSize size = settings.pixels()
                .size(new FrameSize(frames.get(0).height(), frames.get(0).width()), "a window");
        requireSize(size, "a window");
        WindowBatch batch = new WindowBatch(settings.layout(), count, size, 1);
        for (int i = 0; i < count; i++) {
            batch.put(i, settings.pixels().apply(frames.get(i)));
        }
        batch.endWindow();
        return uses.use(() -> network.run(input, batch.values(), batch.shape(), output, new long[] {1, channels()}));
    }

    /**
     * Encodes the samples of the folder and compares the features with those that are expected.
     *
     * @return with one entry per sample, none if the folder has no samples
     * @throws EncoderException if a file does not match the samples
     */
    public BundleVerification verify() {
        return EncoderSamples.read(folder)
                .map(samples -> samples.verify(sample -> {
                    if (sample.frames().isEmpty()) {
                        throw samples.wrong(sample, "has no frames");
                    }
                    return encode(sample.frames());
                }))
                .orElse(new BundleVerification(List.of()));
    }

    /**
     * Writes samples into the folder: windows of a video, cut to a small size, with their features on this machine.
     *
     * @param video of at least a window
     * @return the file
     * @throws VideoException if it is shorter, or cannot be decoded
     */
    public Path writeSamples(VideoFile video) {
        List<EncoderSamples.Sample> samples = new ArrayList<>();
        List<Frame> window = new ArrayList<>();
        Sampling sampling = settings.sampling();
        try (FrameStream frames = video.frames(sampling.grid())) {
            Optional<Frame> next = frames.next();
            for (long time = 0; next.isPresent() && samples.size() < SAMPLES; time++) {
                if (time % sampling.finer() == 0) {
                    window.add(next.get().middle(SAMPLE_SIDE));
                }
                if (window.size() == sampling.frames()) {
                    samples.add(EncoderSamples.Sample.of(List.copyOf(window), encode(window)));
                    window.clear();
                }
                next = frames.next();
            }
        }
        if (samples.isEmpty()) {
            throw new VideoException(video.path() + " is shorter than a window of " + folder + "; take a longer one");
        }
        return EncoderSamples.write(folder, samples);
    }

    private void requireSize(FrameSize size, Object of) {
        long[] takes = network.inputShape(input);
        long[] gives = settings.layout().shape(1, settings.sampling().frames(), size.height(), size.width());
        for (int d = 1; d < takes.length; d++) {
            if (takes[d] >= 0 && takes[d] != gives[d]) {
                throw new EncoderException(folder + ": frames of " + of + " become " + Arrays.toString(gives)
                        + ", the network takes " + Arrays.toString(takes) + "; frames, layout or transform in "
                        + EncoderSettings.FILE + " do not fit it");
            }
        }
    }

    /** Frees the network when it is no longer in use. */
    @Override
    public void close() {
        uses.close(network::close);
    }

    /** One video being encoded. */
    private final class Run {

        private final VideoFile video;
        private final EncodingListener listener;
        private final EncodingTimes times;
        private final Sampling sampling = settings.sampling();
        private final WindowBatch batch;
        private final Deque<PreparedFrames.Prepared> recent = new ArrayDeque<>();
        private final long start = System.nanoTime();
        private final int steps;
        private final float[] values;
        private int done;

        Run(VideoFile video, EncodingListener listener, EncodingTimes times) {
            this.video = video;
            this.listener = listener;
            this.times = times;
            FrameSize size = settings.pixels()
                    .size(new FrameSize(video.info().height(), video.info().width()), video.path());
            requireSize(size, video.path());
            long bytes = WindowBatch.bytes(sampling.frames(), size);
            boolean several = network.inputShape(input)[0] < 0;
            int most = several ? (int) Math.max(1, Math.min(MOST_WINDOWS, MOST_BATCH_BYTES / bytes)) : 1;
            this.batch = new WindowBatch(settings.layout(), sampling.frames(), size, most);
            this.steps = sampling.count(video.duration());
            this.values = new float[Math.multiplyExact(steps, channels())];
        }

        VideoFeatures encode() {
            try (PreparedFrames frames = new PreparedFrames(video, sampling, settings.pixels(), times)) {
                for (Optional<PreparedFrames.Prepared> next; (next = frames.next()).isPresent(); ) {
                    recent.addLast(next.get());
                    while (done + batch.windows() < steps
                            && sampling.time(done + batch.windows(), sampling.frames() - 1)
                                    <= next.get().time()) {
                        add();
                    }
                }
                requireWhole(frames.count());
            }
            while (done + batch.windows() < steps) {
                add();
            }
            flush();
            return new VideoFeatures(values, steps, channels(), strideSeconds(), video.duration());
        }

        /** The frames of the next window; beyond the end of the video, its last one. */
        private void add() {
            long feature = done + batch.windows();
            while (recent.size() > 1 && recent.peekFirst().time() < sampling.time(feature, 0)) {
                recent.removeFirst();
            }
            for (int i = 0; i < sampling.frames(); i++) {
                long time = sampling.time(feature, i);
                PreparedFrames.Prepared frame = recent.peekFirst();
                for (PreparedFrames.Prepared other : recent) {
                    if (other.time() <= time) {
                        frame = other;
                    }
                }
                batch.put(i, frame.pixels());
            }
            batch.endWindow();
            if (batch.isFull()) {
                flush();
            }
        }

        private void flush() {
            if (batch.windows() == 0) {
                return;
            }
            if (listener.cancelled() || Thread.currentThread().isInterrupted()) {
                throw new EncodingCancelledException("The features of " + video.path() + " are not wanted any more");
            }
            long before = System.nanoTime();
            int windows = batch.windows();
            float[] found = network.run(input, batch.values(), batch.shape(), output, new long[] {windows, channels()});
            times.network().addAndGet(System.nanoTime() - before);
            for (float value : found) {
                if (!Float.isFinite(value)) {
                    throw new EncoderException(network.file() + ": output " + output
                            + " is not finite for a window from " + done * strideSeconds() + " s on of "
                            + video.path());
                }
            }
            System.arraycopy(found, 0, values, done * channels(), found.length);
            done += windows;
            batch.clear();
            listener.progress(new EncodingListener.Progress(
                    Math.min(video.duration(), done * strideSeconds()),
                    video.duration(),
                    (System.nanoTime() - start) / 1e9));
        }

        private void requireWhole(long count) {
            FrameGrid grid = sampling.grid();
            double end = grid.seconds(count);
            double rate = video.info().frameRate();
            double allowed = MISSING + 1 / grid.rate() + (rate > 0 ? 1 / rate : 0);
            if (video.info().certain() && end < video.duration() - allowed) {
                throw new VideoException(video.path() + " ends at " + Math.round(end) + " s of "
                        + Math.round(video.duration())
                        + " s: it is cut off or damaged. Copy it again, or cut it to what"
                        + " can be played");
            }
        }
    }
}

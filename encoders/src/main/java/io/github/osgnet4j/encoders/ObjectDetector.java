package io.github.osgnet4j.encoders;

import ai.onnxruntime.OnnxTensor;
import io.github.osgnet4j.runtime.session.UseCount;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Detects the objects in frames, as configured by the {@code encoder.json} of a folder, with a network from a frame (1,
 * 3, H, W) to {@code boxes} (N, 4), {@code labels} (N) and {@code scores} (N), each possibly with a leading dimension
 * of 1.
 */
public final class ObjectDetector implements AutoCloseable {

    private static final int BOX = 4;

    private final Path folder;
    private final EncoderSettings.Detector settings;
    private final OnnxNetwork network;
    private final String input;
    private final UseCount uses = new UseCount("The detector");

    private ObjectDetector(Path folder, EncoderSettings.Detector settings, OnnxNetwork network) {
        this.folder = folder;
        this.settings = settings;
        this.network = network;
        this.input = network.input(settings.input());
        settings.outputs().forEach(name -> network.output(Optional.of(name)));
        network.inputShape(input);
    }

    /**
     * Opens an encoder of the kind {@code detector}.
     *
     * @throws EncoderException if it cannot be used
     */
    public static ObjectDetector open(Path folder, EncoderOptions options) {
        EncoderSettings.Detector settings = EncoderSettings.detector(folder);
        OnnxNetwork network = OnnxNetwork.open(settings, options);
        return network.orClose(() -> new ObjectDetector(folder, settings, network));
    }

    /** The folder it was opened from. */
    public Path folder() {
        return folder;
    }

    /** The files that determine its detections, except for the names of its classes. */
    public List<Path> files() {
        return EncoderFile.deciding(folder, settings.model());
    }

    /** Names of its classes. */
    public List<String> labels() {
        return settings.labels();
    }

    /**
     * The objects of a video at its feature steps.
     *
     * @param fps frames per second, as a bundle counts them
     * @param featStride frames from a feature to the next, whatever the detector's own stride is
     * @see #detect(VideoFile, EncodingListener, Consumer)
     */
    public VideoObjects objects(VideoFile video, double fps, double featStride, EncodingListener listener) {
        VideoObjects.Collector collector = new VideoObjects.Collector(labels(), fps, featStride);
        detect(video, listener, collector::add);
        return collector.objects();
    }

    /**
     * Finds the objects of a video, frame by frame, a frame each {@code stride_seconds}.
     *
     * @param found receives those whose score is not below the folder's threshold
     * @throws VideoException if the video cannot be decoded
     * @throws EncoderException if the network fails, or names a class that has no label
     * @throws EncodingCancelledException if the listener says so or the thread is interrupted
     */
    public void detect(VideoFile video, EncodingListener listener, Consumer<Detection> found) {
        uses.use(() -> {
            run(video, listener, found);
            return null;
        });
    }

    private void run(VideoFile video, EncodingListener listener, Consumer<Detection> found) {
        long start = System.nanoTime();
        FrameSize size = settings.pixels()
                .size(new FrameSize(video.info().height(), video.info().width()), video.path());
        long[] shape = PixelLayout.BCHW.shape(1, 1, size.height(), size.width());
        try (PreparedFrames frames =
                new PreparedFrames(video, settings.sampling(), settings.pixels(), new EncodingTimes())) {
            for (Optional<PreparedFrames.Prepared> next; (next = frames.next()).isPresent(); ) {
                if (listener.cancelled() || Thread.currentThread().isInterrupted()) {
                    throw new EncodingCancelledException("The objects of " + video.path() + " are not wanted any more");
                }
                double seconds = next.get().seconds();
                network.run(
                        input,
                        FloatBuffer.wrap(next.get().pixels()),
                        shape,
                        Set.copyOf(settings.outputs()),
                        outputs -> detections(seconds, outputs).forEach(found));
                listener.progress(new EncodingListener.Progress(
                        Math.min(seconds, video.duration()), video.duration(), (System.nanoTime() - start) / 1e9));
            }
        }
    }

    private List<Detection> detections(double seconds, Map<String, OnnxTensor> outputs) {
        float[] boxes = network.floats(settings.outputs().get(0), outputs);
        float[] labels = network.floats(settings.outputs().get(1), outputs);
        float[] scores = network.floats(settings.outputs().get(2), outputs);
        if (labels.length != scores.length || boxes.length != BOX * scores.length) {
            throw new EncoderException(network.file() + ": " + boxes.length + " numbers of boxes, " + labels.length
                    + " labels and " + scores.length + " scores do not belong together; expected " + BOX
                    + " numbers, a label and a score for each object");
        }
        List<Detection> detections = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            if (!Float.isFinite(scores[i])) {
                throw new EncoderException(network.file() + ": a score at " + seconds + " s is not finite");
            }
            if (scores[i] >= settings.threshold()) {
                List<Float> box = new ArrayList<>();
                for (int c = 0; c < BOX; c++) {
                    box.add(boxes[i * BOX + c]);
                }
                detections.add(new Detection(seconds, label(labels[i]), Math.max(0, Math.min(1, scores[i])), box));
            }
        }
        return detections;
    }

    private String label(float number) {
        int id = Math.round(number) - settings.firstLabel();
        if (id < 0 || id >= settings.labels().size()) {
            throw new EncoderException(
                    network.file() + " gives the label " + Math.round(number) + ", the label file has "
                            + settings.firstLabel() + " to "
                            + (settings.firstLabel() + settings.labels().size() - 1) + "; first_label or label_file in "
                            + EncoderSettings.FILE + " do not fit it");
        }
        return settings.labels().get(id);
    }

    /** Frees the network when it is no longer in use. */
    @Override
    public void close() {
        uses.close(network::close);
    }
}

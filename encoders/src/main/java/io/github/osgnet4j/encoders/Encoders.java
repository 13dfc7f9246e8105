package io.github.osgnet4j.encoders;

import io.github.osgnet4j.runtime.bundle.BundleVerification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The encoders of a network: those for its video features and the one for its token features.
 *
 * <p>They are in a folder that is itself an encoder, with an {@code encoder.json}, or that contains folders of
 * encoders. The features of several video encoders are concatenated in the order of the names of their folders.
 */
public final class Encoders implements AutoCloseable {

    private final List<VideoEncoder> videos;
    private final Optional<TextEncoder> text;

    private final Optional<ObjectDetector> detector;

    private Encoders(List<VideoEncoder> videos, Optional<TextEncoder> text, Optional<ObjectDetector> detector) {
        this.videos = List.copyOf(videos);
        this.text = text;
        this.detector = detector;
    }

    /**
     * Opens the encoders of a folder.
     *
     * @throws EncoderException if there are none, or one cannot be used
     */
    public static Encoders load(Path folder) {
        return load(List.of(folder), EncoderOptions.DEFAULT);
    }

    /**
     * Opens encoders.
     *
     * @param folders each an encoder or a folder of encoders; features are concatenated in this order
     * @throws EncoderException if one contains none or cannot be used, if there are two for text or two detectors, or
     *     if video encoders have different strides
     */
    public static Encoders load(List<Path> folders, EncoderOptions options) {
        List<VideoEncoder> videos = new ArrayList<>();
        List<TextEncoder> texts = new ArrayList<>();
        List<ObjectDetector> detectors = new ArrayList<>();
        boolean complete = false;
        try {
            for (Path folder :
                    folders.stream().flatMap(f -> encoders(f).stream()).toList()) {
                switch (EncoderSettings.kind(folder)) {
                    case VIDEO -> videos.add(VideoEncoder.open(folder, options));
                    case TEXT -> texts.add(TextEncoder.open(folder));
                    case DETECTOR -> detectors.add(ObjectDetector.open(folder, options));
                }
            }
            requireOneStride(videos);
            if (texts.size() > 1) {
                throw new EncoderException("There are two text encoders, "
                        + texts.get(0).folder() + " and " + texts.get(1).folder() + "; give one");
            }
            if (detectors.size() > 1) {
                throw new EncoderException("There are two detectors, "
                        + detectors.get(0).folder() + " and " + detectors.get(1).folder() + "; give one");
            }
            complete = true;
            return new Encoders(
                    videos, texts.stream().findFirst(), detectors.stream().findFirst());
        } finally {
            if (!complete) {
                videos.forEach(VideoEncoder::close);
                texts.forEach(TextEncoder::close);
                detectors.forEach(ObjectDetector::close);
            }
        }
    }

    /**
     * The folders of the encoders in a folder, sorted by name.
     *
     * @throws EncoderException if there are none
     */
    static List<Path> encoders(Path folder) {
        if (Files.exists(folder.resolve(EncoderSettings.FILE))) {
            return List.of(folder);
        }
        if (!Files.isDirectory(folder)) {
            throw new EncoderException(folder + " is not a folder; give a folder with an " + EncoderSettings.FILE);
        }
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> found = entries.filter(entry -> Files.exists(entry.resolve(EncoderSettings.FILE)))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new EncoderException("There is no " + EncoderSettings.FILE + " in " + folder
                        + " nor in a folder in it; an encoder is a folder with " + EncoderSettings.FILE
                        + " and an ONNX file");
            }
            return found;
        } catch (IOException e) {
            throw new EncoderException(folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static void requireOneStride(List<VideoEncoder> videos) {
        for (VideoEncoder other : videos) {
            VideoEncoder first = videos.get(0);
            if (Math.abs(other.strideSeconds() - first.strideSeconds()) > 1e-6 * first.strideSeconds()) {
                throw new EncoderException(first.folder() + " gives a feature each " + first.strideSeconds() + " s, "
                        + other.folder() + " each " + other.strideSeconds()
                        + " s; only encoders of one stride go together");
            }
        }
    }

    /** The video encoders, in the order of their features. */
    public List<VideoEncoder> videos() {
        return videos;
    }

    /** The text encoder. */
    public Optional<TextEncoder> text() {
        return text;
    }

    /** The detector of objects. */
    public Optional<ObjectDetector> detector() {
        return detector;
    }

    /** Channels of a step of all video encoders together. */
    public int videoChannels() {
        return videos.stream().mapToInt(VideoEncoder::channels).sum();
    }

    /**
     * Seconds from a feature to the next.
     *
     * @throws EncoderException if there is no video encoder
     */
    public double strideSeconds() {
        return requireVideo().get(0).strideSeconds();
    }

    /**
     * The concatenated features of a video from all video encoders.
     *
     * @throws VideoException if the video cannot be decoded
     * @throws EncoderException if there is no video encoder, or a network fails
     * @throws EncodingCancelledException if the listener says so or the thread is interrupted
     */
    public VideoFeatures encode(VideoFile video, EncodingListener listener) {
        List<VideoFeatures> parts = new ArrayList<>();
        long start = System.nanoTime();
        int count = requireVideo().size();
        for (VideoEncoder encoder : videos) {
            double before = video.duration() * parts.size() / count;
            parts.add(encoder.encode(video, new EncodingListener() {
                @Override
                public void progress(Progress part) {
                    listener.progress(new Progress(
                            before + part.done() / count, part.total(), (System.nanoTime() - start) / 1e9));
                }

                @Override
                public boolean cancelled() {
                    return listener.cancelled();
                }
            }));
        }
        return VideoFeatures.beside(Collections.unmodifiableList(parts));
    }

    /**
     * The objects that the detector finds at the feature steps of a video.
     *
     * @param fps frames per second, as a bundle counts them
     * @param featStride frames from a feature to the next
     * @throws VideoException if the video cannot be decoded
     * @throws EncoderException if there is no detector, or its network fails
     * @throws EncodingCancelledException if the listener says so or the thread is interrupted
     */
    public VideoObjects objects(VideoFile video, double fps, double featStride, EncodingListener listener) {
        return detector.orElseThrow(
                        () -> new EncoderException("There is no detector among the encoders; add a folder with" + " an "
                                + EncoderSettings.FILE + " of the kind detector"))
                .objects(video, fps, featStride, listener);
    }

    /**
     * Runs the samples of each encoder.
     *
     * @return a result for each encoder, by its folder; without entries where the folder has no samples
     * @throws EncoderException if a file does not match the samples
     */
    public Map<Path, BundleVerification> verify() {
        Map<Path, BundleVerification> results = new LinkedHashMap<>();
        videos.forEach(encoder -> results.put(encoder.folder(), encoder.verify()));
        text.ifPresent(encoder -> results.put(encoder.folder(), encoder.verify()));
        return results;
    }

    private List<VideoEncoder> requireVideo() {
        if (videos.isEmpty()) {
            throw new EncoderException("There is no video encoder among the encoders; add a folder with an "
                    + EncoderSettings.FILE + " of the kind video");
        }
        return videos;
    }

    /** Frees all of them. */
    @Override
    public void close() {
        videos.forEach(VideoEncoder::close);
        text.ifPresent(TextEncoder::close);
        detector.ifPresent(ObjectDetector::close);
    }
}

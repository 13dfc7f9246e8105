package io.github.osgnet4j.cli.ask;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.Fingerprint;
import io.github.osgnet4j.encoders.Encoders;
import io.github.osgnet4j.encoders.EncodingListener;
import io.github.osgnet4j.encoders.Ffmpeg;
import io.github.osgnet4j.encoders.ObjectDetector;
import io.github.osgnet4j.encoders.VideoEncoder;
import io.github.osgnet4j.encoders.VideoFeatures;
import io.github.osgnet4j.encoders.VideoFile;
import io.github.osgnet4j.encoders.VideoLimits;
import io.github.osgnet4j.encoders.VideoObjects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The features of videos, from where they are kept or from the encoders. */
public final class EncodedVideos {

    private static final Logger LOG = LoggerFactory.getLogger(EncodedVideos.class);

    private final Encoders encoders;
    private final Supplier<Ffmpeg> ffmpeg;
    private final String identity;
    private final Optional<Archive> archive;
    private final Optional<FeatureFolder> kept;
    private final Map<Source, String> hashes = new HashMap<>();
    private String detectorIdentity = "";

    private EncodedVideos(
            Encoders encoders,
            Supplier<Ffmpeg> ffmpeg,
            String identity,
            Optional<Archive> archive,
            Optional<FeatureFolder> kept) {
        this.encoders = encoders;
        this.ffmpeg = ffmpeg;
        this.identity = identity;
        this.archive = archive;
        this.kept = kept;
    }

    /**
     * Features that an archive keeps.
     *
     * @param ffmpeg asked for once a video is decoded
     * @throws io.github.osgnet4j.cli.CommandException if it cannot be used
     */
    public static EncodedVideos inArchive(Encoders encoders, Supplier<Ffmpeg> ffmpeg, Path folder) {
        String identity = EncoderIdentity.of(encoders);
        Archive archive = Archive.open(folder, identity);
        return new EncodedVideos(encoders, ffmpeg, identity, Optional.of(archive), Optional.of(archive.features()));
    }

    /** Features that a cache keeps, if there is one. */
    public static EncodedVideos cached(Encoders encoders, Supplier<Ffmpeg> ffmpeg, Optional<FeatureFolder> cache) {
        String identity = cache.isEmpty() ? "" : EncoderIdentity.of(encoders);
        return new EncodedVideos(encoders, ffmpeg, identity, Optional.empty(), cache);
    }

    /** Whether features outlast the process. */
    public boolean areKept() {
        return kept.isPresent();
    }

    /** The archive. */
    public Optional<Archive> archive() {
        return archive;
    }

    /**
     * The features of a video.
     *
     * @param encoding told of a video that is encoded, before it is
     * @throws io.github.osgnet4j.encoders.EncoderException if it is none, or cannot be encoded
     */
    public VideoFeatures features(Source source, Encoding encoding) {
        BasicFileAttributes file = attributes(source.file());
        Optional<Archive.Entry> known = archive.flatMap(a -> a.find(source, file));
        if (known.isPresent()) {
            Optional<VideoFeatures> features =
                    find(known.get().sha256(), known.get().duration());
            if (features.isPresent()) {
                return features.get();
            }
        }
        VideoFile video = open(source);
        if (kept.isEmpty()) {
            return encoders.encode(video, encoding.of(source, video.duration()));
        }
        String sha256 = hash(source);
        VideoFeatures features = find(sha256, video.duration()).orElseGet(() -> {
            VideoFeatures made = encoders.encode(video, encoding.of(source, video.duration()));
            keep(folder -> folder.put(FeatureFolder.key(sha256, identity), made));
            return made;
        });
        archive.ifPresent(a -> a.add(
                source, new Archive.Entry(file.size(), file.lastModifiedTime().toMillis(), sha256, video.duration())));
        return features;
    }

    /**
     * The objects that the detector sees in a video whose features are there.
     *
     * @param fps frames per second, as the bundle counts them
     * @param featStride frames from a feature to the next
     * @param encoding told of a video that is looked at, before it is
     * @throws io.github.osgnet4j.encoders.EncoderException if it cannot be
     */
    public VideoObjects objects(Source source, double fps, double featStride, Encoding encoding) {
        if (kept.isEmpty()) {
            VideoFile video = open(source);
            return encoders.objects(video, fps, featStride, encoding.of(source, video.duration()));
        }
        ObjectDetector detector = encoders.detector().orElseThrow();
        if (detectorIdentity.isEmpty()) {
            detectorIdentity = EncoderIdentity.of(detector);
        }
        String seen = Fingerprint.of("objects", detectorIdentity, String.valueOf(fps), String.valueOf(featStride));
        String sha256 = archive.flatMap(a -> a.find(source, attributes(source.file())))
                .map(Archive.Entry::sha256)
                .orElseGet(() -> hash(source));
        String key = FeatureFolder.key(sha256, seen);
        return kept.get().objects(key, detector.labels()).orElseGet(() -> {
            VideoFile video = open(source);
            VideoObjects made = encoders.objects(video, fps, featStride, encoding.of(source, video.duration()));
            keep(folder -> folder.put(key, made));
            return made;
        });
    }

    private VideoFile open(Source source) {
        return VideoFile.open(source.file(), ffmpeg.get(), VideoLimits.DEFAULT);
    }

    private String hash(Source source) {
        return hashes.computeIfAbsent(source, s -> sha256(s.file()));
    }

    /** An archive that cannot be written is none; without a cache it only takes longer the next time. */
    private void keep(Consumer<FeatureFolder> writing) {
        try {
            writing.accept(kept.orElseThrow());
        } catch (DataException e) {
            if (archive.isPresent()) {
                throw e;
            }
            LOG.warn("The features are not kept for the next question: {}", e.getMessage());
        }
    }

    private Optional<VideoFeatures> find(String sha256, double duration) {
        VideoEncoder first = encoders.videos().get(0);
        return kept.flatMap(folder -> folder.get(
                FeatureFolder.key(sha256, identity),
                new FeatureFolder.Expected(
                        first.steps(duration), encoders.videoChannels(), encoders.strideSeconds(), duration)));
    }

    /** What goes wrong is the matter of this video alone, unlike an archive that cannot be written. */
    private static String sha256(Path file) {
        try {
            return Fingerprint.file(file);
        } catch (DataException e) {
            throw new UncheckedIOException(new IOException(e.getMessage(), e));
        }
    }

    private static BasicFileAttributes attributes(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Watches videos being encoded. */
    @FunctionalInterface
    public interface Encoding {

        /** A video of so many seconds is going to be encoded. */
        EncodingListener of(Source source, double duration);
    }
}

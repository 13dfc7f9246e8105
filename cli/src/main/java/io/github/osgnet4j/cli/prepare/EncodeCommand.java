package io.github.osgnet4j.cli.prepare;

import io.github.osgnet4j.batch.OnUnusable;
import io.github.osgnet4j.cli.CommandException;
import io.github.osgnet4j.cli.DecoderOption;
import io.github.osgnet4j.cli.Interruption;
import io.github.osgnet4j.cli.JobCommand;
import io.github.osgnet4j.cli.WholeNumber;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.FileReplacement;
import io.github.osgnet4j.data.prepare.SourceFile;
import io.github.osgnet4j.data.prepare.StoreFilling;
import io.github.osgnet4j.data.prepare.StoreValue;
import io.github.osgnet4j.data.sample.JobIdentity;
import io.github.osgnet4j.encoders.EncoderException;
import io.github.osgnet4j.encoders.EncoderOptions;
import io.github.osgnet4j.encoders.Encoders;
import io.github.osgnet4j.encoders.EncodingTimes;
import io.github.osgnet4j.encoders.Ffmpeg;
import io.github.osgnet4j.encoders.TextEncoder;
import io.github.osgnet4j.encoders.VideoEncoder;
import io.github.osgnet4j.encoders.VideoFeatures;
import io.github.osgnet4j.encoders.VideoFile;
import io.github.osgnet4j.encoders.VideoLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Videos as a store of features. */
@Command(
        name = "encode",
        description = {
            "Encodes videos into a feature store (LMDB). An encoder is a folder with an ONNX file and an"
                    + " encoder.json; docs/encoders.md says how to write one. The key of a video is its file name"
                    + " without the last extension.",
            "Videos are decoded by ffmpeg in a separate process. A video that is shorter than it claims, because it"
                    + " is cut off or damaged, is an error; the other videos are still encoded."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  osgnet encode videos/ --encoder encoders/egovlp --output video-store",
            "  osgnet encode videos/ --encoder encoders/egovlp --output video-store --resume --on-unusable skip",
            "  osgnet encode clip.mp4 --encoder encoders/internvideo,encoders/egovlp --output video-store",
            "  osgnet encode clip.mp4 --encoder encoders/egovlp --bench",
            "  osgnet encode clip.mp4 --encoder encoders/egovlp --write-samples"
        })
public final class EncodeCommand extends JobCommand {

    private static final Logger LOG = LoggerFactory.getLogger(EncodeCommand.class);

    private static final List<String> SAMPLE_TEXTS =
            List.of("Where did I put the knife?", "How many eggs did I crack into the bowl?", "open the drawer");

    @Parameters(
            arity = "1..*",
            paramLabel = "VIDEO|DIR",
            description = "Video files, or folders of them, in which files of other kinds are ignored.")
    private List<Path> videos;

    @Option(
            names = {"-e", "--encoder"},
            required = true,
            split = ",",
            paramLabel = "DIR",
            description = "Encoder, or folder of encoders; the features of several are concatenated in this order.")
    private List<Path> encoders;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "STORE",
            description = "Folder to create; until the store is complete it is STORE.partial.")
    private Path output;

    @Option(names = "--resume", description = "Continue from what a killed run left.")
    private boolean resume;

    @Option(
            names = "--bench",
            description = "Store nothing; print how long decoding, resizing and the network take for each video.")
    private boolean bench;

    @Option(
            names = "--write-samples",
            description = "Store nothing; write frames of the first video (for a text encoder, a few texts) with their"
                    + " features into the encoder's folder, for 'osgnet verify --encoder' on other machines.")
    private boolean writeSamples;

    @Option(
            names = "--detections",
            paramLabel = "FILE",
            description = "Write the objects that an encoder of the kind detector sees, as a table for 'osgnet prepare"
                    + " objects': video_id,time,class,score and the box.")
    private Path detections;

    @Mixin
    private DecoderOption decoder;

    @Option(
            names = {"-j", "--threads"},
            converter = WholeNumber.Positive.class,
            paramLabel = "N",
            description = "Processors for the network (default: all).")
    private int threads;

    @Option(names = "--gpu", description = "Run the network on an NVIDIA GPU, if there is one.")
    private boolean gpu;

    @Option(
            names = "--on-unusable",
            defaultValue = "fail",
            description =
                    "What to do with files that are damaged or not videos, once the others are encoded and these are"
                            + " listed: skip them, so that the store is complete without them, or fail, so that it"
                            + " stays STORE.partial and the same command with --resume tries only these again"
                            + " (default: ${DEFAULT-VALUE}).")
    private OnUnusable onUnusable;

    @Override
    public Integer call() {
        if ((output == null ? 0 : 1) + (detections == null ? 0 : 1) + (bench ? 1 : 0) + (writeSamples ? 1 : 0) != 1) {
            throw usage(
                    "one of --output STORE, --detections FILE, --bench and --write-samples says what becomes of the features");
        }
        List<SourceFile> sources = VideoSources.of(videos);
        if (detections != null) {
            FileReplacement.requireNoInput(
                    detections, sources.stream().map(SourceFile::file).toArray(Path[]::new));
        }
        Ffmpeg program = decoder.get();
        UnusableVideos unusable = new UnusableVideos(sources.size(), onUnusable);
        try (Encoders loaded = Encoders.load(encoders, new EncoderOptions(threads, gpu))) {
            if (writeSamples) {
                writeSamples(loaded, VideoFile.open(sources.get(0).file(), program, VideoLimits.DEFAULT));
            } else if (detections != null) {
                OpenedVideos opened = new OpenedVideos(sources, program, !quiet());
                DetectionTable.write(detections, loaded, sources, opened, unusable, quiet());
                unusable.leftOut("looked at").forEach(out()::println);
                print("%s: written%n", detections);
            } else if (bench) {
                measure(loaded, sources, new OpenedVideos(sources, program, !quiet()), unusable);
                unusable.require("encoded", "");
                unusable.leftOut("encoded").forEach(out()::println);
            } else {
                store(loaded, sources, program, unusable);
            }
        }
        return 0;
    }

    private void writeSamples(Encoders loaded, VideoFile video) {
        for (VideoEncoder encoder : loaded.videos()) {
            print("%s%n", encoder.writeSamples(video));
        }
        for (TextEncoder encoder : loaded.text().stream().toList()) {
            print("%s%n", encoder.writeSamples(SAMPLE_TEXTS));
        }
    }

    private void measure(Encoders loaded, List<SourceFile> sources, OpenedVideos opened, UnusableVideos unusable) {
        for (SourceFile source : sources) {
            try {
                measure(loaded, opened.require(source));
            } catch (RuntimeException e) {
                unusable.add(source, e);
            }
        }
    }

    private void measure(Encoders loaded, VideoFile video) {
        for (VideoEncoder encoder : loaded.videos()) {
            EncodingTimes times = new EncodingTimes();
            long start = System.nanoTime();
            VideoFeatures features;
            try (VideoProgress progress = new VideoProgress("Encoding", video.duration(), !quiet())) {
                features = encoder.encode(video, progress.of(video.path().toString(), video.duration()), times);
            }
            double all = (System.nanoTime() - start) / 1e9;
            print(
                    "%s, %s: %d features of %.1f s, %.1f s, %.1f times real time; waiting for the decoder %.1f s, resizing"
                            + " %.1f s, network %.1f s%n",
                    video.path(),
                    encoder.folder(),
                    features.steps(),
                    video.duration(),
                    all,
                    video.duration() / all,
                    times.decode().get() / 1e9,
                    times.preprocess().get() / 1e9,
                    times.network().get() / 1e9);
        }
    }

    private void store(Encoders loaded, List<SourceFile> sources, Ffmpeg program, UnusableVideos unusable) {
        loaded.strideSeconds();
        try (StoreFilling filling = new StoreFilling(output, identity(loaded), sources, resume)) {
            OpenedVideos opened = new OpenedVideos(filling.pending(), program, !quiet());
            Encoding encoding;
            try (VideoProgress progress = new VideoProgress("Encoding", opened.seconds(), !quiet())) {
                encoding = new Encoding(loaded, opened, progress);
                fill(filling, encoding, unusable);
            }
            unusable.require("encoded", others(filling));
            filling.finish();
            print("%s: %s%n", output, summary(loaded, filling, encoding));
            unusable.leftOut("encoded").forEach(out()::println);
        }
    }

    private static JobIdentity identity(Encoders loaded) {
        JobIdentity job = new JobIdentity().with("command", "encode");
        int number = 1;
        for (VideoEncoder encoder : loaded.videos()) {
            for (Path file : encoder.files()) {
                job.withFile("encoder " + number + " file " + file.getFileName(), file);
            }
            number++;
        }
        return job;
    }

    private void fill(StoreFilling filling, Encoding encoding, UnusableVideos unusable) {
        boolean visible = !quiet();
        Interruption interruption = Interruption.say(() -> visible ? Optional.of(filling.kept()) : Optional.empty());
        try (interruption) {
            filling.fill(encoding::of, new StoreFilling.Listener() {
                @Override
                public void stored(String key) {
                    LOG.debug("Stored {}", key);
                }

                @Override
                public void unusable(SourceFile source, RuntimeException problem) {
                    unusable.add(source, problem);
                    LOG.debug("{} cannot be encoded", source.file(), problem);
                }
            });
        } catch (DataException | EncoderException e) {
            throw new CommandException(e.getMessage() + (filling.isEmpty() ? "" : " (" + filling.kept() + ")"), e);
        }
    }

    private static String others(StoreFilling filling) {
        return "; " + filling.partial() + " keeps the others. Mend or remove the files and give the same command with"
                + " --resume, which tries only these again, or with --resume --on-unusable skip, which makes the store"
                + " without them";
    }

    private static String summary(Encoders loaded, StoreFilling filling, Encoding encoding) {
        String earlier = filling.before() == 0 ? "" : " (" + filling.before() + " from an earlier run)";
        return String.format(
                Locale.ROOT,
                "%d videos%s, %d channels, a feature each %.5f s; %.1f times real time",
                filling.rows().size(),
                earlier,
                loaded.videoChannels(),
                loaded.strideSeconds(),
                encoding.realTimeFactor());
    }

    /** Videos that become values of the store, and how long that takes. */
    private static final class Encoding {

        private final Encoders encoders;
        private final OpenedVideos opened;
        private final VideoProgress progress;
        private final long start = System.nanoTime();
        private double seconds;

        Encoding(Encoders encoders, OpenedVideos opened, VideoProgress progress) {
            this.encoders = encoders;
            this.opened = opened;
            this.progress = progress;
        }

        StoreValue of(SourceFile source) {
            VideoFile video = opened.require(source);
            VideoFeatures features = encoders.encode(video, progress.of(source.key(), video.duration()));
            seconds += video.duration();
            return StoreValue.video(features.values(), features.steps(), features.channels());
        }

        double realTimeFactor() {
            return seconds / ((System.nanoTime() - start) / 1e9);
        }
    }
}

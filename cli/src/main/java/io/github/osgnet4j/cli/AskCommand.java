package io.github.osgnet4j.cli;

import io.github.osgnet4j.cli.DeviceOptions.BytesConverter;
import io.github.osgnet4j.cli.ask.Answer;
import io.github.osgnet4j.cli.ask.AnswerText;
import io.github.osgnet4j.cli.ask.AskOutputs;
import io.github.osgnet4j.cli.ask.AskProgress;
import io.github.osgnet4j.cli.ask.Asking;
import io.github.osgnet4j.cli.ask.EncodedVideos;
import io.github.osgnet4j.cli.ask.FeatureFolder;
import io.github.osgnet4j.cli.ask.ObjectOptions;
import io.github.osgnet4j.cli.ask.ObjectView;
import io.github.osgnet4j.cli.ask.Question;
import io.github.osgnet4j.cli.ask.Source;
import io.github.osgnet4j.cli.ask.VideoFiles;
import io.github.osgnet4j.cli.ask.Videos;
import io.github.osgnet4j.encoders.BundleInputs;
import io.github.osgnet4j.encoders.EncoderException;
import io.github.osgnet4j.encoders.EncoderOptions;
import io.github.osgnet4j.encoders.Encoders;
import io.github.osgnet4j.encoders.VideoException;
import io.github.osgnet4j.encoders.VideoFeatures;
import io.github.osgnet4j.natives.NativeCache;
import io.github.osgnet4j.natives.NativeCacheException;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.error.InputException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A video and questions in words to windows. */
@Command(
        name = "ask",
        description = {
            "Answers questions in words about a video file, or about all videos in a folder, with time windows.",
            "The encoders must be those that made the features the bundle was trained on. A video is encoded once:"
                    + " its features are kept in the user's cache folder, or in an archive."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The exit code is also 1 if some videos of a folder cannot be used; the others are still asked.",
            "",
            "Examples:",
            "  osgnet ask --model bundle --encoders encoders clip.mp4 \"where did I put the knife?\"",
            "  osgnet ask --model bundle --encoders encoders clip.mp4 \"where was the pan?\" \"what did I cut?\" \\",
            "      --top-k 3 --clips clips --sheet sheet.png --subtitles clip.srt --html answers.html",
            "  osgnet ask --model bundle --encoders encoders,detector --class-names classes.txt clip.mp4 \"where was the"
                    + " pan?\"",
            "  osgnet ask --model bundle --encoders encoders --archive archive videos/ \"where did I put the knife?\""
                    + " \\",
            "      --json -"
        })
final class AskCommand extends JobCommand {

    private static final Logger LOG = LoggerFactory.getLogger(AskCommand.class);

    @Mixin
    private RuntimeOptions runtime;

    @Option(
            names = {"-e", "--encoders"},
            required = true,
            split = ",",
            paramLabel = "DIR",
            description = "Encoders, or folders of encoders: one for text, one or more for video.")
    private List<Path> encoders;

    @Parameters(index = "0", paramLabel = "VIDEO|DIR", description = "Video file, or folder of videos.")
    private Path video;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "QUESTION", description = "Question in words.")
    private List<String> questions;

    @Option(
            names = {"-k", "--top-k"},
            defaultValue = "5",
            converter = WholeNumber.Positive.class,
            paramLabel = "K",
            description = "Maximum number of windows per answer (default: ${DEFAULT-VALUE}).")
    private int topK;

    @Mixin
    private ObjectOptions objectOptions;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Also write the answers as JSON; - writes them to stdout, and nothing else there.")
    private Path json;

    @Mixin
    private AskOutputs outputs;

    @Option(
            names = "--archive",
            paramLabel = "FOLDER",
            description = "Keep the features in this folder, and ask without reading a video that has not changed.")
    private Path archive;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "Keep features in this folder (default: osgnet/features in the user's cache folder).")
    private Path cache;

    @Option(
            names = "--cache-size",
            defaultValue = "2G",
            converter = BytesConverter.class,
            paramLabel = "SIZE",
            description = "Maximum size of the cache; the least recently used features are removed first (default:"
                    + " ${DEFAULT-VALUE}).")
    private long cacheSize;

    @Option(names = "--no-cache", description = "Neither read nor write cached features.")
    private boolean noCache;

    @Mixin
    private DecoderOption decoder;

    @Override
    public Integer call() {
        check();
        try (Encoders opened = Encoders.load(encoders, EncoderOptions.DEFAULT)) {
            Manifest manifest = Manifest.read(runtime.model().resolve(Manifest.FILE));
            BundleInputs inputs = inputs(manifest, opened);
            Map<String, String> skipped = new TreeMap<>();
            List<Source> sources = VideoFiles.of(video, skipped);
            EncodedVideos videos = videos(opened);
            List<Question> asked = new ArrayList<>();
            for (String question : questions) {
                asked.add(Question.of(question, asked.size() + 1, inputs));
            }
            Optional<ObjectView> objects = objectOptions.open(runtime.model(), manifest, opened);
            try (Grounder grounder = Grounder.open(runtime.model(), runtime.options(0))) {
                Asking asking = new Asking(grounder, asked, topK);
                ask(sources, videos, asking, objects, skipped);
                objects.ifPresent(ObjectView::report);
                report(asking.answers(), sources, videos, skipped);
            }
            return skipped.isEmpty() ? 0 : Osgnet.FAILED;
        }
    }

    private void check() {
        for (String question : questions) {
            if (question.isBlank()) {
                throw usage("a question is empty; ask in words, such as \"where did I put the knife?\"");
            }
        }
        if (!objectOptions.valid()) {
            throw usage("--object-threshold: expected a score from 0 to below 1");
        }
        if (archive != null && (cache != null || noCache)) {
            throw usage("--archive keeps the features; leave out --cache and --no-cache");
        }
        if (cache != null && noCache) {
            throw usage("--cache and --no-cache exclude each other");
        }
        List<Path> inputs = new ArrayList<>(List.of(video, runtime.model().resolve(Manifest.FILE)));
        objectOptions.file().ifPresent(inputs::add);
        Path[] read = inputs.toArray(Path[]::new);
        outputs.check(spec(), Files.isDirectory(video), (long) topK * questions.size(), read);
        if (json != null && !toStdout()) {
            AskOutputs.prepare(json, ".json", read);
        }
    }

    private BundleInputs inputs(Manifest manifest, Encoders opened) {
        try {
            return BundleInputs.of(manifest, opened);
        } catch (EncoderException e) {
            throw new CommandException(runtime.model() + ": " + e.getMessage(), e);
        }
    }

    private EncodedVideos videos(Encoders opened) {
        return archive != null
                ? EncodedVideos.inArchive(opened, decoder, archive)
                : EncodedVideos.cached(opened, decoder, cacheFolder());
    }

    private Optional<FeatureFolder> cacheFolder() {
        if (noCache) {
            return Optional.empty();
        }
        if (cache != null) {
            return Optional.of(new FeatureFolder(cache, cacheSize));
        }
        try {
            return NativeCache.ofUser().map(user -> new FeatureFolder(user.folder("features"), cacheSize));
        } catch (NativeCacheException e) {
            LOG.warn("Features are not kept for the next question: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private void ask(
            List<Source> sources,
            EncodedVideos videos,
            Asking asking,
            Optional<ObjectView> objects,
            Map<String, String> skipped) {
        boolean single = !Files.isDirectory(video);
        AtomicInteger asked = new AtomicInteger();
        Interruption interruption = Interruption.say(() -> quiet() || !videos.areKept() || asked.get() == 0
                ? Optional.empty()
                : Optional.of(
                        "stopped; features of " + asked + " videos are kept, the same command goes on from there"));
        try (interruption;
                AskProgress progress = new AskProgress(sources.size(), !quiet())) {
            for (Source source : sources) {
                try {
                    VideoFeatures features = videos.features(source, progress);
                    Function<Question, QueryInput> inputs = objects.isEmpty()
                            ? Question::input
                            : objects.get().inputs(source, features, videos, progress);
                    asking.ask(source, features, inputs);
                    asked.incrementAndGet();
                } catch (VideoException | InputException | UncheckedIOException e) {
                    if (single) {
                        throw e;
                    }
                    skipped.put(source.name(), Failures.message(e));
                }
                progress.asked();
            }
        }
        if (asked.get() == 0) {
            throw new CommandException(
                    "None of the " + skipped.size() + " videos in " + video + " can be asked:",
                    skipped.entrySet().stream()
                            .map(e -> "  " + e.getKey() + ": " + e.getValue())
                            .toList());
        }
    }

    private void report(List<Answer> answers, List<Source> sources, EncodedVideos videos, Map<String, String> skipped) {
        List<String> vanished = videos.archive()
                .filter(a -> Files.isDirectory(video))
                .map(a -> a.vanished(sources.stream().map(Source::name).collect(Collectors.toSet())))
                .orElse(List.of());
        List<String> written = outputs.write(answers, video, Files.isDirectory(video), new Videos(decoder));
        if (json != null && !toStdout()) {
            Outputs.writeJson(json, AnswerText.json(answers, skipped, vanished));
        }
        if (json != null && toStdout()) {
            AnswerText.json(answers, skipped, vanished).toPrettyString().lines().forEach(out()::println);
        } else {
            AnswerText.print(answers, Files.isDirectory(video), out());
            written.forEach(out()::println);
        }
        vanished.forEach(name -> LOG.warn("{} is in the archive, but no longer in {}: not asked", name, video));
        skipped.forEach((name, reason) -> LOG.error("Skipped {}: {}", name, reason));
    }

    private boolean toStdout() {
        return json.toString().equals("-");
    }
}

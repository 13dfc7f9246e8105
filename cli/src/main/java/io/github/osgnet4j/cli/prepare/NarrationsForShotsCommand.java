package io.github.osgnet4j.cli.prepare;

import io.github.osgnet4j.cli.JobCommand;
import io.github.osgnet4j.cli.Progress;
import io.github.osgnet4j.data.prepare.ShotNarrations;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Texts with times as the narrations that shots are cut by. */
@Command(
        name = "narrations-for-shots",
        description = {
            "Makes the narration files of the shot branch, VIDEO_ID.json, from texts with times.",
            "Reads .csv and .jsonl with columns or keys video_id, time (seconds) and text, and .srt or .vtt named by"
                    + " the video. A shot starts where a sentence about the camera wearer, #C, contains one of"
                    + " --words.",
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  osgnet prepare narrations-for-shots captions.csv --wearer --output narrations"})
final class NarrationsForShotsCommand extends JobCommand {

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files of texts, plain or in gzip.")
    private List<Path> files;

    @Option(
            names = "--fps",
            defaultValue = "30",
            paramLabel = "N",
            description = "Frames per second, default_fps of the config (default: ${DEFAULT-VALUE}).")
    private double fps;

    @Option(
            names = "--wearer",
            description = "Texts that name nobody with a # are about the camera wearer: put #C in front of them.")
    private boolean wearer;

    @Option(
            names = "--words",
            split = ",",
            defaultValue = "looks around,turns around",
            paramLabel = "WORDS",
            description =
                    "What starts a shot, split_word_list of the config, to count them (default: ${DEFAULT-VALUE}).")
    private List<String> words;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "DIR",
            description = "Folder to create.")
    private Path output;

    @Override
    public Integer call() {
        if (!(fps > 0)) {
            throw usage("--fps: expected a number above 0, found " + fps);
        }
        ShotNarrations narrations = new ShotNarrations(fps, wearer, words);
        try (Progress bar = RowsOutput.reading(files, quiet())) {
            files.forEach(file -> narrations.add(file, bar::step));
        }
        int videos = narrations.write(output);
        print(
                "%s: %d videos, %d texts, %d of them start a shot%s%n",
                output,
                videos,
                narrations.texts(),
                narrations.starts(),
                narrations.empty() == 0 ? "" : "; left out: " + narrations.empty() + " subtitles without text");
        return 0;
    }
}

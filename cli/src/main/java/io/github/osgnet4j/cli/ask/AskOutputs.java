package io.github.osgnet4j.cli.ask;

import io.github.osgnet4j.cli.CommandException;
import io.github.osgnet4j.cli.Outputs;
import io.github.osgnet4j.data.io.FileReplacement;
import io.github.osgnet4j.report.AnswersPage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What else becomes of windows: subtitles, clips, pictures and a page. */
public final class AskOutputs {

    /** That are cut out or shown. */
    private static final int MOST_WINDOWS = 100;

    @Option(
            names = "--subtitles",
            paramLabel = "FILE",
            description = "Write the windows as subtitles, .srt or .vtt by the file name; for a single video.")
    private Path subtitles;

    @Option(names = "--clips", paramLabel = "DIR", description = "Cut the windows out into this folder.")
    private Path clips;

    @Option(
            names = "--clips-mode",
            defaultValue = "encode",
            description =
                    "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}): encode cuts at the exact frame; copy is"
                            + " fast and lossless, but begins at the preceding key frame.")
    private Clips.Mode mode;

    @Option(
            names = "--sheet",
            paramLabel = "FILE",
            description = "Write a contact sheet (PNG): the questions, and frames of the windows with their times.")
    private Path sheet;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Write a self-contained HTML page with the windows on the timelines of their videos, and"
                    + " frames.")
    private Path html;

    /** For the command line. */
    public AskOutputs() {}

    /**
     * Finds out before the work whether all can be written.
     *
     * @param many whether several videos are asked
     * @param windows of all answers at most
     * @param inputs what is asked, and others that no output may replace
     */
    public void check(CommandSpec command, boolean many, long windows, Path... inputs) {
        if (windows > MOST_WINDOWS && (clips != null || sheet != null || html != null)) {
            throw new ParameterException(
                    command.commandLine(),
                    "--clips, --sheet and --html take " + MOST_WINDOWS + " windows at most, these are up to " + windows
                            + "; ask fewer questions at once, or give a smaller --top-k");
        }
        if (subtitles != null) {
            Subtitles format = format(command);
            if (many) {
                throw new ParameterException(
                        command.commandLine(), "--subtitles are of one video; ask a video file, not a folder");
            }
            prepare(subtitles, format.ending(), inputs);
        }
        if (clips != null && many && isIn(clips, inputs[0])) {
            throw new ParameterException(
                    command.commandLine(),
                    "--clips: " + clips + " is in the folder that is asked, where clips would be asked as videos");
        }
        if (clips != null) {
            Clips.prepare(clips);
        }
        if (sheet != null) {
            prepare(sheet, ".png", inputs);
        }
        if (html != null) {
            prepare(html, ".html", inputs);
        }
    }

    /**
     * Finds out before the work whether a file can be written.
     *
     * @throws CommandException if not, if it is an input, or named as a video
     */
    public static void prepare(Path file, String ending, Path... inputs) {
        if (VideoFiles.isVideo(file)) {
            throw new CommandException(
                    file + " is named as a video, but becomes " + ending + "; name it so, and every video stays");
        }
        FileReplacement.requireNoInput(file, inputs);
        Outputs.prepare(file, ending);
    }

    private static boolean isIn(Path folder, Path other) {
        return folder.toAbsolutePath()
                .normalize()
                .startsWith(other.toAbsolutePath().normalize());
    }

    private Subtitles format(CommandSpec command) {
        String name = subtitles.toString().toLowerCase(Locale.ROOT);
        for (Subtitles format : Subtitles.values()) {
            if (name.endsWith(format.ending())) {
                return format;
            }
        }
        throw new ParameterException(
                command.commandLine(), "--subtitles: expected a name that ends in .srt or .vtt, found " + subtitles);
    }

    /**
     * Writes what was asked for, and names it line by line.
     *
     * @param asked the file or the folder
     * @param many whether it is a folder
     */
    public List<String> write(List<Answer> answers, Path asked, boolean many, Videos videos) {
        List<String> written = new ArrayList<>();
        if (subtitles != null) {
            boolean srt = subtitles.toString().toLowerCase(Locale.ROOT).endsWith(Subtitles.SRT.ending());
            String text = (srt ? Subtitles.SRT : Subtitles.VTT).of(answers);
            FileReplacement.write(subtitles, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
            written.add(subtitles.toString());
        }
        if (clips != null) {
            new Clips(clips, mode, videos).cut(answers).forEach(file -> written.add(file.toString()));
        }
        Stills stills = new Stills(videos);
        if (sheet != null) {
            new ContactSheet(stills).write(sheet, answers, many);
            written.add(sheet.toString());
        }
        if (html != null) {
            String page = AnswersPage.html(asked.toString(), pageContents(answers, stills));
            FileReplacement.write(html, out -> out.write(page.getBytes(StandardCharsets.UTF_8)));
            written.add(html.toString());
        }
        return written;
    }

    private static List<AnswersPage.Asked> pageContents(List<Answer> answers, Stills stills) {
        return answers.stream()
                .map(answer -> new AnswersPage.Asked(
                        answer.question(),
                        answer.windows().stream()
                                .map(found -> moment(found, stills))
                                .toList()))
                .toList();
    }

    private static AnswersPage.Moment moment(FoundWindow found, Stills stills) {
        List<AnswersPage.Still> frames = Stills.times(found).stream()
                .map(time -> new AnswersPage.Still(ClockTime.of(time), stills.jpeg(found.source(), time)))
                .toList();
        String times = ClockTime.of(found.window().start()) + " – "
                + ClockTime.of(found.window().end());
        return new AnswersPage.Moment(found.source().name(), found.duration(), found.window(), times, frames);
    }
}

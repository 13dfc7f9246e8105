package io.github.osgnet4j.cli.ask;

import io.github.osgnet4j.cli.Outputs;
import io.github.osgnet4j.data.io.FileReplacement;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What else becomes of windows: subtitles and clips. */
public final class AskOutputs {

    @Option(
            names = "--subtitles",
            paramLabel = "FILE",
            description = "Write the windows as subtitles, .srt or .vtt by the name; of one video.")
    private Path subtitles;

    @Option(names = "--clips", paramLabel = "DIR", description = "Cut the windows out, into this folder.")
    private Path clips;

    @Option(
            names = "--clips-mode",
            defaultValue = "encode",
            description =
                    "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}): encode cuts at the frame, copy is fast and"
                            + " without loss and begins at the key frame before.")
    private Clips.Mode mode;

    /** For the command line. */
    public AskOutputs() {}

    /**
     * Finds out before the work whether all can be written.
     *
     * @param many whether several videos are asked
     * @param inputs that no output may replace
     */
    public void check(CommandSpec command, boolean many, Path... inputs) {
        if (subtitles != null) {
            Subtitles format = format(command);
            if (many) {
                throw new ParameterException(
                        command.commandLine(), "--subtitles are of one video; ask a video file, not a folder");
            }
            prepare(subtitles, format.ending(), inputs);
        }
    }

    private static void prepare(Path file, String ending, Path... inputs) {
        Outputs.requireNoInput(file, inputs);
        Outputs.prepare(file, ending);
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

    /** Writes what was asked for, and names it line by line. */
    public List<String> write(List<Answer> answers, Videos videos) {
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
        return written;
    }
}

package io.github.osgnet4j.cli.prepare;

import io.github.osgnet4j.cli.JobCommand;
import io.github.osgnet4j.cli.Progress;
import io.github.osgnet4j.data.prepare.RowFiles;
import io.github.osgnet4j.data.prepare.WindowRule;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Training rows without windows of no length. */
@Command(
        name = "drop-zero-length",
        description = {
            "Leaves out training rows whose window starts where it ends; the released *_clean.jsonl were made this"
                    + " way.",
            "Reversed windows stay. Validation and test files are never cleaned: their metrics count every query."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  osgnet prepare drop-zero-length train.jsonl --output clean.jsonl"})
final class DropZeroLengthCommand extends JobCommand {

    @Parameters(index = "0", paramLabel = "FILE", description = "JSON lines of a training split.")
    private Path input;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "osgnet",
            description = {
                "osgnet, cone-ego4d or cone-mad (default: ${DEFAULT-VALUE}).",
                "CONE's rows have flat timestamps and, for Ego4D, clip_video_start_end; its own rules about early"
                        + " and late windows then apply too."
            })
    private WindowRule format;

    @Mixin
    private RowsOutput output;

    @Override
    public Integer call() {
        output.prepare(List.of(input));
        try (Progress bar = RowsOutput.reading(List.of(input), quiet())) {
            print("%s: %s%n", output.file(), RowFiles.clean(input, format, output.file(), bar::step));
        }
        return 0;
    }
}

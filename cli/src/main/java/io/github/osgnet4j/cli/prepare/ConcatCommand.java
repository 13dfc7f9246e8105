package io.github.osgnet4j.cli.prepare;

import io.github.osgnet4j.cli.JobCommand;
import io.github.osgnet4j.cli.Progress;
import io.github.osgnet4j.data.prepare.RowFiles;
import io.github.osgnet4j.data.prepare.VideoIds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Several files of rows as one. */
@Command(
        name = "concat",
        description = {
            "Joins files of JSON lines, such as the rows of train and val.",
            "Rows are parsed and rewritten in a uniform format; their keys, their order and repeated rows are kept."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  osgnet prepare concat train.jsonl val.jsonl --output train_val.jsonl",
            "  osgnet prepare concat narrations.jsonl --exclude ids.txt --output narrations_v2.jsonl"
        })
final class ConcatCommand extends JobCommand {

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files of JSON lines, in the order to join.")
    private List<Path> inputs;

    @Option(
            names = "--exclude",
            paramLabel = "IDS.txt",
            description = "Leave out rows whose video_id is in this file, one id per line.")
    private Path exclude;

    @Mixin
    private RowsOutput output;

    @Override
    public Integer call() {
        List<Path> read = new ArrayList<>(inputs);
        if (exclude != null) {
            read.add(exclude);
        }
        output.prepare(read);
        Set<String> excluded = exclude == null ? Set.of() : VideoIds.read(exclude);
        try (Progress bar = RowsOutput.reading(inputs, quiet())) {
            print("%s: %s%n", output.file(), RowFiles.join(inputs, excluded, output.file(), bar::step));
        }
        return 0;
    }
}

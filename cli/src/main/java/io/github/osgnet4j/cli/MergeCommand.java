package io.github.osgnet4j.cli;

import io.github.osgnet4j.batch.BatchJob;
import io.github.osgnet4j.batch.LeftOut;
import io.github.osgnet4j.batch.ShardMerge;
import io.github.osgnet4j.data.io.FileReplacement;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The shards of a job as one submission. */
@Command(
        name = "merge",
        description = {
            "Joins what 'osgnet ground --shard' wrote into the submission that one run would have written, byte for byte.",
            "All shards must be there, of the same job: the same bundle, config, annotations, data and options."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  osgnet merge predictions.json.shard-*-of-4 --output predictions.json"})
final class MergeCommand extends JobCommand {

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "The files of all shards, in any order.")
    private List<Path> files;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "Submission to write.")
    private Path output;

    @Mixin
    private SubmissionFormat format;

    @Override
    public Integer call() {
        ShardMerge merged = ShardMerge.of(files);
        format.prepare(output, merged.track());
        for (Path file : format.files(output, merged.track())) {
            FileReplacement.requireNoInput(file, files.toArray(Path[]::new));
        }
        BatchJob.Result result = merged.result();
        if (result.predictions().isEmpty()) {
            throw new CommandException(
                    "None of the " + result.skipped().size() + " queries was answered; there is nothing to submit");
        }
        format.write(output, merged.track(), merged.order(), result.predictions());
        print(
                "%s: %d queries of %d shards%n",
                format.shown(output, merged.track()), result.predictions().size(), files.size());
        LeftOut.print(result.skipped(), out());
        return 0;
    }
}

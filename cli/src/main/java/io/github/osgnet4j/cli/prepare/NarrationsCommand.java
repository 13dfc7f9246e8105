package io.github.osgnet4j.cli.prepare;

import io.github.osgnet4j.cli.JobCommand;
import io.github.osgnet4j.cli.Progress;
import io.github.osgnet4j.data.prepare.NarrationConverter;
import io.github.osgnet4j.data.prepare.Tally;
import io.github.osgnet4j.data.prepare.VideoIds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** EgoClip's narrations as rows for pretraining. */
@Command(
        name = "narrations",
        description = {
            "Turns EgoClip's narrations inside the clips of Ego4D's challenges into JSON lines for pretraining.",
            "If several files name a clip, the first counts. Narrations without text are left out."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  osgnet prepare narrations --egoclip egoclip.csv --annotations nlq_train.json,moments_train.json,vq_train.json"
                    + " --output narrations.jsonl"
        })
final class NarrationsCommand extends JobCommand {

    @Option(
            names = "--egoclip",
            required = true,
            paramLabel = "egoclip.csv",
            description = "EgoClip's tab-separated table, plain or in gzip.")
    private Path egoClip;

    @Option(
            names = "--annotations",
            required = true,
            split = ",",
            paramLabel = "FILE",
            description = "Annotations whose clips are used, in the official order: NLQ, moments, VQ.")
    private List<Path> annotations;

    @Option(
            names = "--exclude",
            paramLabel = "IDS.txt",
            description = "Clips that get no rows, such as those without features, one id per line.")
    private Path exclude;

    @Mixin
    private RowsOutput output;

    @Override
    public Integer call() {
        List<Path> read = new ArrayList<>(annotations);
        read.add(egoClip);
        if (exclude != null) {
            read.add(exclude);
        }
        output.prepare(read);
        Set<String> excluded = exclude == null ? Set.of() : VideoIds.read(exclude);
        try (Progress bar = RowsOutput.reading(List.of(egoClip), quiet())) {
            Tally tally = NarrationConverter.convert(egoClip, annotations, excluded, output.file(), bar::step);
            print("%s: %s%n", output.file(), tally);
        }
        return 0;
    }
}

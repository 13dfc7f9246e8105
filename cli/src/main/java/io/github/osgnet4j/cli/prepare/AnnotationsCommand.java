package io.github.osgnet4j.cli.prepare;

import io.github.osgnet4j.cli.JobCommand;
import io.github.osgnet4j.data.prepare.AnnotationConverter;
import io.github.osgnet4j.data.prepare.AnnotationFormat;
import io.github.osgnet4j.data.prepare.AnnotationSplit;
import io.github.osgnet4j.data.prepare.Tally;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Downloaded annotations as rows. */
@Command(
        name = "annotations",
        description = {
            "Turns downloaded annotations into the JSON lines that a config names, equal to the released ones.",
            "Whatever stops the official scripts stops this command too, with the file and the key."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  osgnet prepare annotations --format nlq --split val nlq_val.json --output val.jsonl",
            "  osgnet prepare annotations --format goalstep --split test goalstep_test.json --videos ego4d.json"
                    + " --groups goalstep_video_groups.tsv --output test.jsonl",
            "  osgnet prepare annotations --format tacos --split train tacos.json --output train.jsonl"
        })
final class AnnotationsCommand extends JobCommand {

    @Parameters(index = "0", paramLabel = "INPUT.json", description = "Annotations as downloaded, plain or in gzip.")
    private Path input;

    @Option(names = "--format", required = true, paramLabel = "FORMAT", description = "nlq, goalstep or tacos.")
    private AnnotationFormat format;

    @Option(names = "--split", required = true, paramLabel = "SPLIT", description = "train, val or test.")
    private AnnotationSplit split;

    @Option(
            names = "--videos",
            paramLabel = "ego4d.json",
            description = "Durations of all videos; the test split of goalstep needs it.")
    private Path videos;

    @Option(
            names = "--groups",
            paramLabel = "GROUPS.tsv",
            description = "Videos that are one recording; for the test split of goalstep.")
    private Path groups;

    @Mixin
    private RowsOutput output;

    @Override
    public Integer call() {
        if (format != AnnotationFormat.GOALSTEP && (videos != null || groups != null)) {
            throw usage("--videos and --groups are for --format goalstep");
        }
        if (AnnotationConverter.needsVideos(format, split) && videos == null) {
            throw usage("the test split of goalstep has no durations; give --videos ego4d.json");
        }
        output.prepare(Stream.of(input, videos, groups).filter(Objects::nonNull).toList());
        Tally tally = new AnnotationConverter(Optional.ofNullable(videos), Optional.ofNullable(groups))
                .convert(format, split, input, output.file());
        print("%s: %s%n", output.file(), tally);
        return 0;
    }
}

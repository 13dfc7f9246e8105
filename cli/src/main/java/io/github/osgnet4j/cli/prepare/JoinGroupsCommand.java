package io.github.osgnet4j.cli.prepare;

import io.github.osgnet4j.cli.CommandException;
import io.github.osgnet4j.cli.JobCommand;
import io.github.osgnet4j.cli.Progress;
import io.github.osgnet4j.data.prepare.GroupedFeatures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Features of recordings that are several videos. */
@Command(
        name = "join-groups",
        description = {
            "Joins the features of Goal-Step's grouped videos along time, and copies those of single videos.",
            "Only what the annotations name is written; feature_shapes.json says how long each is."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  osgnet prepare join-groups features --groups goalstep_video_groups.tsv"
                    + " --annotations goalstep_train.json,goalstep_valid.json,goalstep_test.json --output joined"
        })
final class JoinGroupsCommand extends JobCommand {

    @Parameters(index = "0", paramLabel = "DIR", description = "Folder with VIDEO.pt of every video, time first.")
    private Path features;

    @Option(
            names = "--groups",
            required = true,
            paramLabel = "GROUPS.tsv",
            description = "Videos that are one recording, goalstep_video_groups.tsv.")
    private Path groups;

    @Option(
            names = "--annotations",
            required = true,
            split = ",",
            paramLabel = "FILE",
            description = "Goal-Step's JSON of every split, whose videos are wanted.")
    private List<Path> annotations;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "DIR",
            description = "Folder to write to; it is created if it does not exist.")
    private Path output;

    @Override
    public Integer call() throws IOException {
        if (Files.exists(output) && Files.exists(features) && Files.isSameFile(output, features)) {
            throw new CommandException("The output " + output + " is the input; name another folder");
        }
        if (Files.exists(output) && !Files.isDirectory(output)) {
            throw new CommandException(output + " is a file; give the folder to write to");
        }
        GroupedFeatures joined = GroupedFeatures.of(features, groups, annotations);
        try (Progress progress = Progress.start("Joining", "files", joined.size(), 0, !quiet())) {
            print("%s: %s%n", output, joined.write(output, progress::step));
        }
        return 0;
    }
}

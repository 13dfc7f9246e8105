package io.github.osgnet4j.cli.prepare;

import picocli.CommandLine.Command;

/** From downloads to the files that a config names. */
@Command(
        name = "prepare",
        description = {
            "Turns downloads into the files that a config names: annotations into JSON lines, features into stores.",
            "Each subcommand has its own help; docs/data.md has all formats."
        },
        mixinStandardHelpOptions = true,
        subcommands = {
            AnnotationsCommand.class,
            NarrationsCommand.class,
            ConcatCommand.class,
            DropZeroLengthCommand.class,
            FeaturesCommand.class,
            TokensCommand.class,
            TextCommand.class,
            JoinGroupsCommand.class,
            UnpackCommand.class,
            ObjectsCommand.class,
            ClassesCommand.class,
            LabelsCommand.class,
            NarrationsForShotsCommand.class,
            InitConfigCommand.class,
            RandomCommand.class,
        },
        footer = {
            "",
            "Examples:",
            "  osgnet prepare annotations --format nlq --split val nlq_val.json --output val.jsonl",
            "  osgnet prepare concat train.jsonl val.jsonl --output train_val.jsonl",
            "  osgnet prepare drop-zero-length train.jsonl --output clean.jsonl"
        })
public final class PrepareCommand {
    private PrepareCommand() {}
}

package io.github.osgnet4j.cli.submission;

import picocli.CommandLine.Command;

/** What concerns a file that is uploaded to a challenge. */
@Command(
        name = "submission",
        description = "Checks a submission to a challenge before it is uploaded.",
        mixinStandardHelpOptions = true,
        subcommands = CheckSubmissionCommand.class,
        footer = {"", "Example:", "  osgnet submission check submission.zip --annotations nlq_test_unannotated.json"})
public final class SubmissionCommand {
    private SubmissionCommand() {}
}

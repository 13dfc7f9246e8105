package io.github.osgnet4j.cli.submission;

import io.github.osgnet4j.cli.JobCommand;
import io.github.osgnet4j.cli.WholeNumber;
import io.github.osgnet4j.data.config.Track;
import io.github.osgnet4j.data.io.Printable;
import io.github.osgnet4j.data.prepare.ChallengeAnnotations;
import io.github.osgnet4j.data.submission.ChallengeQueries;
import io.github.osgnet4j.data.submission.SubmissionCheck;
import io.github.osgnet4j.data.submission.SubmissionProblem;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** What a challenge server would refuse a submission for. */
@Command(
        name = "check",
        description = {
            "Checks a submission as the challenge server would, before it costs one of the day's few uploads: every"
                    + " query of the test set once and no other, exactly five windows each, within the clip, best"
                    + " first; ids, version, challenge, packing and size.",
            "Counts all problems by kind, with the first of each and what to do; the exit code is 1 if there are"
                    + " any. For a submission without problems it prints one line."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  osgnet submission check submission.zip --annotations nlq_test_unannotated.json",
            "  osgnet submission check steps.zip --annotations goalstep_test_unannotated.json --videos ego4d.json"
        })
final class CheckSubmissionCommand extends JobCommand {

    private static final long MEGABYTE = 1_000_000;

    @Parameters(paramLabel = "FILE", description = "The submission: JSON, or a zip of it.")
    private Path file;

    @Option(
            names = "--annotations",
            required = true,
            paramLabel = "TEST",
            description = "The queries of the challenge: its unannotated JSON, NLQ's or Goal-Step's, or JSON lines.")
    private Path annotations;

    @Option(
            names = "--track",
            paramLabel = "TRACK",
            converter = TrackName.class,
            description = "nlq or goalstep (default: that of the annotations).")
    private Track track;

    @Option(
            names = "--videos",
            paramLabel = "FILE",
            description = "ego4d.json, which has the durations that Goal-Step's JSON lacks.")
    private Path videos;

    @Option(
            names = "--groups",
            paramLabel = "FILE",
            description = "goalstep_video_groups.tsv, for videos that consist of several.")
    private Path groups;

    @Option(
            names = "--max-size",
            paramLabel = "MB",
            defaultValue = "100",
            converter = WholeNumber.Positive.class,
            description = "Maximum size of the upload in megabytes (default: ${DEFAULT-VALUE}).")
    private int maxSize;

    /** A challenge as its users call it, or as configs do. */
    static final class TrackName implements ITypeConverter<Track> {
        @Override
        public Track convert(String text) {
            return switch (text) {
                case "nlq" -> Track.NLQ;
                case "goalstep", "goal_step" -> Track.GOAL_STEP;
                default -> throw new TypeConversionException("expected nlq or goalstep, found '" + text + "'");
            };
        }
    }

    @Override
    public Integer call() {
        if (groups != null && videos == null) {
            throw usage("--groups goes with --videos");
        }
        ChallengeQueries queries = ChallengeAnnotations.read(
                annotations, Optional.ofNullable(track), Optional.ofNullable(videos), Optional.ofNullable(groups));
        SubmissionCheck.Result result = SubmissionCheck.of(file, queries, maxSize * MEGABYTE);
        if (queries.lacksDurations()) {
            err().println(annotations
                    + " does not say how long its videos are: whether windows end within them is not checked"
                    + (videos == null && queries.track() == Track.GOAL_STEP ? "; --videos ego4d.json says it" : ""));
        }
        if (result.risingBySteps() > 0) {
            err().println(Printable.line(
                    file + " says that steps have decided the order of its windows: scores are not held"
                            + " against it, and rise in " + result.risingBySteps() + " queries"));
        }
        if (result.problems().isEmpty()) {
            print(
                    "%s: %d queries with five windows each for %s, ready to be uploaded (%d bytes)%n",
                    file, result.answered(), queries.track().challenge(), result.bytes());
            return 0;
        }
        result.problems().forEach(this::print);
        int kinds = result.problems().size();
        print("%s: %d %s; do not upload it.%n", file, kinds, kinds == 1 ? "kind of problem" : "kinds of problems");
        return 1;
    }

    private void print(SubmissionProblem problem) {
        print("problem: %s%n", problem.message());
        problem.examples().forEach(example -> print("    - %s%n", example));
        long more = problem.count() - problem.examples().size();
        if (more > 0) {
            print("    - and %d more%n", more);
        }
        print("    To do: %s.%n", problem.kind().advice());
    }
}

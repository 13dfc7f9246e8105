package io.github.osgnet4j.cli;

import io.github.osgnet4j.cli.prepare.EncodeCommand;
import io.github.osgnet4j.cli.prepare.PrepareCommand;
import io.github.osgnet4j.cli.submission.SubmissionCommand;
import java.util.List;
import picocli.CommandLine.HelpCommand;

/** The commands by name, in the order of the help. Only the classes of those that are asked for are loaded. */
final class Commands {

    private static final List<String> NAMES = List.of(
            "prepare",
            "import",
            "convert",
            "export",
            "check",
            "ground",
            "merge",
            "ask",
            "eval",
            "report",
            "encode",
            "train",
            "compare",
            "ensemble",
            "sequence",
            "submission",
            "inspect",
            "verify",
            "serve",
            "bench",
            "help");

    private static final String HELP = "help";

    private Commands() {}

    /** Those that a command line can come to: the one that it begins with, none where it asks for the version, else all. */
    static List<String> of(String... args) {
        String first = args.length == 0 ? HELP : args[0];
        if (args.length == 1 && List.of("-V", "--version").contains(first)) {
            return List.of();
        }
        return NAMES.contains(first) && !first.equals(HELP) ? List.of(first) : NAMES;
    }

    /** The class of a command. */
    static Class<?> type(String name) {
        return switch (name) {
            case "prepare" -> PrepareCommand.class;
            case "import" -> ImportCommand.class;
            case "convert" -> ConvertCommand.class;
            case "export" -> ExportCommand.class;
            case "check" -> CheckCommand.class;
            case "ground" -> GroundCommand.class;
            case "merge" -> MergeCommand.class;
            case "ask" -> AskCommand.class;
            case "eval" -> EvalCommand.class;
            case "report" -> ReportCommand.class;
            case "encode" -> EncodeCommand.class;
            case "train" -> TrainCommand.class;
            case "compare" -> CompareCommand.class;
            case "ensemble" -> EnsembleCommand.class;
            case "sequence" -> SequenceCommand.class;
            case "submission" -> SubmissionCommand.class;
            case "inspect" -> InspectCommand.class;
            case "verify" -> VerifyCommand.class;
            case "serve" -> ServeCommand.class;
            case "bench" -> BenchCommand.class;
            case HELP -> HelpCommand.class;
            default -> throw new IllegalArgumentException("No command " + name);
        };
    }
}

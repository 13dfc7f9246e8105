package io.github.osgnet4j.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code osgnet} command: exit code 0 for success, 1 for a failed job, 2 for wrong usage. */
@Command(
        name = "osgnet",
        description = "OSGNet for Java: answers queries about egocentric video with time windows.",
        mixinStandardHelpOptions = true,
        versionProvider = Osgnet.Version.class,
        subcommands = {
            ImportCommand.class,
            ConvertCommand.class,
            ExportCommand.class,
            GroundCommand.class,
            EvalCommand.class,
            ReportCommand.class,
            TrainCommand.class,
            EnsembleCommand.class,
            InspectCommand.class,
            VerifyCommand.class,
            ServeCommand.class,
            BenchCommand.class,
            HelpCommand.class,
        },
        footer = {
            "",
            "Examples:",
            "  osgnet export --config configs/demo.yaml --weights model.pth.tar --output bundle",
            "  osgnet ground --model bundle --config configs/demo.yaml --output predictions.json",
            "  osgnet eval --config configs/demo.yaml --predictions predictions.json"
        })
public final class Osgnet {

    /** A job that could not be done. */
    static final int FAILED = 1;
    /** A command line that makes no sense. */
    static final int USAGE = 2;

    /** Wide enough for the examples, which are there to be pasted. */
    private static final int HELP_WIDTH = 130;

    private Osgnet() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        int code;
        try {
            code = commandLine().execute(args);
        } catch (OutOfMemoryError e) {
            System.err.println("osgnet: out of memory (" + e.getMessage()
                    + "); give the JVM more, as in OSGNET_JAVA_OPTS=-Xmx8g scripts/osgnet ...");
            code = FAILED;
        }
        // Worker threads of the engines would keep the process alive; exit hooks remove their unpacked libraries.
        System.exit(flush(code));
    }

    /** Runs one command within this process. */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        return commandLine().setOut(out).setErr(err).execute(args);
    }

    private static CommandLine commandLine() {
        return new CommandLine(new Osgnet())
                .setExecutionStrategy(Verbosity::execute)
                .setParameterExceptionHandler(Osgnet::wrongUsage)
                .setExecutionExceptionHandler(Failures::report)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(HELP_WIDTH);
    }

    private static int wrongUsage(ParameterException e, String[] args) {
        PrintWriter err = e.getCommandLine().getErr();
        ParameterException shown = misspelt(e);
        err.println("osgnet: " + shown.getMessage());
        UnmatchedArgumentException.printSuggestions(shown, err);
        err.println("Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
        err.flush();
        return USAGE;
    }

    /** An option that is missing may be there under a wrong name, which is then the better message. */
    private static ParameterException misspelt(ParameterException e) {
        List<String> unmatched = e.getCommandLine().getUnmatchedArguments();
        return e instanceof MissingParameterException && !unmatched.isEmpty()
                ? new UnmatchedArgumentException(e.getCommandLine(), unmatched)
                : e;
    }

    private static int flush(int code) {
        System.out.flush();
        System.err.flush();
        return code;
    }

    /** The version of the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Osgnet.class.getPackage().getImplementationVersion();
            return new String[] {"osgnet " + (version == null ? "development build" : version)};
        }
    }
}

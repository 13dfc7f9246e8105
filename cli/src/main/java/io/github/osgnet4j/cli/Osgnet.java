package io.github.osgnet4j.cli;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code osgnet} command: exit code 0 for success, 1 for a failed job, 2 for wrong usage. */
@Command(
        name = "osgnet",
        description = "OSGNet for Java: answers queries about egocentric video with time windows.",
        mixinStandardHelpOptions = true,
        versionProvider = Osgnet.Version.class,
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

    /** What the system says once nobody reads the results any more. */
    private static final String BROKEN_PIPE = "Broken pipe";

    private Osgnet() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        int code = run(writer(FileDescriptor.out, "stdout"), writer(FileDescriptor.err, "stderr"), args);
        System.err.flush();
        // Worker threads of the engines would keep the process alive.
        System.exit(code);
    }

    /** A stream of this process, in the charset of the terminal. */
    private static Writer writer(FileDescriptor stream, String name) {
        String charset = Stream.of(name + ".encoding", "sun." + name + ".encoding", "native.encoding")
                .map(System::getProperty)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("");
        return new BufferedWriter(new OutputStreamWriter(
                new FileOutputStream(stream),
                Charset.isSupported(charset) ? Charset.forName(charset) : Charset.defaultCharset()));
    }

    /**
     * Runs one command within this process.
     *
     * @return its exit code, never 0 if results could not be written that somebody still read
     */
    public static int run(Writer out, Writer err, String... args) {
        TerminalWriter results = new TerminalWriter(out);
        TerminalWriter messages = new TerminalWriter(err);
        int code;
        try {
            code = commandLine(args).setOut(results).setErr(messages).execute(args);
        } catch (OutOfMemoryError e) {
            messages.println("osgnet: out of memory (" + e.getMessage()
                    + "); give the JVM more, as in OSGNET_JAVA_OPTS=-Xmx8g osgnet ...");
            code = FAILED;
        }
        // Who reads no further, as head does, has all that was wanted: a job of hours has not failed for that.
        Optional<String> loss = results.loss().filter(why -> !why.equals(BROKEN_PIPE));
        loss.ifPresent(why -> messages.println("osgnet: write error on standard output: " + why));
        messages.flush();
        return code == 0 && loss.isPresent() ? FAILED : code;
    }

    /** With the commands that a command line can come to; with all if it is empty. */
    static CommandLine commandLine(String... args) {
        CommandLine osgnet = new CommandLine(new Osgnet());
        Commands.of(args).forEach(name -> osgnet.addSubcommand(name, new CommandLine(Commands.type(name))));
        return Choices.register(osgnet)
                .setExecutionStrategy(Osgnet::execute)
                .setParameterExceptionHandler(Osgnet::wrongUsage)
                .setExecutionExceptionHandler(Failures::report)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(HELP_WIDTH);
    }

    /** Help is ours and has lines; what a command prints is not only ours. */
    private static int execute(ParseResult parsed) {
        AtomicReference<Integer> help = new AtomicReference<>();
        TerminalWriter out = (TerminalWriter) parsed.commandSpec().commandLine().getOut();
        out.verbatim(() -> help.set(CommandLine.executeHelpRequest(parsed)));
        return help.get() != null ? help.get() : Verbosity.execute(parsed);
    }

    private static int wrongUsage(ParameterException e, String[] args) {
        PrintWriter err = e.getCommandLine().getErr();
        ParameterException shown = misspelt(e);
        err.println("osgnet: " + Failures.unencodable(shown).orElse(shown.getMessage()));
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

    /** The version of the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"osgnet " + version()};
        }
    }

    static String version() {
        String version = Osgnet.class.getPackage().getImplementationVersion();
        return version == null ? "development build" : version;
    }
}

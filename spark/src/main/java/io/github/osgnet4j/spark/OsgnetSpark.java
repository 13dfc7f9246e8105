package io.github.osgnet4j.spark;

import io.github.osgnet4j.data.io.Printable;
import io.github.osgnet4j.runtime.Provider;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import picocli.CommandLine;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/** The job as a program for {@code spark-submit}: exit code 0 for success, 1 for a failed job, 2 for wrong usage. */
public final class OsgnetSpark {

    /** A job that could not be done. */
    private static final int FAILED = 1;
    /** A command line that makes no sense. */
    private static final int USAGE = 2;

    private static final int HELP_WIDTH = 130;

    private OsgnetSpark() {}

    /** Runs the job and ends the process with its exit code. */
    public static void main(String[] args) {
        int code = run(new PrintWriter(System.out, true), new PrintWriter(System.err, true), args);
        if (code != 0) {
            // Spark ends a driver that succeeded by itself, and in cluster mode takes an exit before that for a
            // failure.
            System.exit(code);
        }
    }

    /**
     * Runs the job within this process.
     *
     * @return its exit code
     */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        return new CommandLine(new GroundCommand())
                .registerConverter(Provider.class, OsgnetSpark::provider)
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(OsgnetSpark::wrongUsage)
                .setExecutionExceptionHandler(OsgnetSpark::failed)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(HELP_WIDTH)
                .execute(args);
    }

    private static Provider provider(String name) {
        try {
            Provider provider = Provider.of(name);
            if (provider == Provider.PLUGIN) {
                throw new TypeConversionException(
                        "A plug-in's library would have to be on every machine; Spark jobs run on"
                                + " cpu, cuda, tensorrt or auto");
            }
            return provider;
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    private static int wrongUsage(ParameterException e, String[] args) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println("osgnet-spark: " + Printable.line(e.getMessage()));
        err.println("Try 'osgnet-spark --help'.");
        err.flush();
        return USAGE;
    }

    private static int failed(Exception e, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (expected(e)) {
            err.println("osgnet-spark: " + Printable.line(e.getMessage() == null ? e.toString() : e.getMessage()));
        } else {
            err.println("osgnet-spark: unexpected failure, please report it with this trace");
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            err.print(Printable.lines(trace.toString()));
        }
        err.flush();
        return FAILED;
    }

    /** Every exception of this project says for itself what was wrong and what to do. */
    private static boolean expected(Exception e) {
        return e.getClass().getName().startsWith("io.github.osgnet4j.")
                || e instanceof InvalidPathException
                || e instanceof UncheckedIOException
                || e instanceof IOException;
    }

    /** The version of the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = OsgnetSpark.class.getPackage().getImplementationVersion();
            return new String[] {"osgnet-spark " + (version == null ? "development build" : version)};
        }
    }
}

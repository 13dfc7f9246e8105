package io.github.osgnet4j.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all commands have: where they print, how much they say, and how they refuse a command line. */
public abstract class JobCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private Verbosity verbosity;

    /** Standard output, for results. */
    protected final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Prints to standard output, in no country's manner. */
    protected final void print(String format, Object... values) {
        out().printf(Locale.ROOT, format, values);
    }

    /** Standard error, for messages. */
    protected final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    protected final CommandSpec spec() {
        return spec;
    }

    final Verbosity verbosity() {
        return verbosity;
    }

    protected final boolean quiet() {
        return verbosity.quiet();
    }

    /** A command line that makes no sense, for a reason. */
    protected final ParameterException usage(String reason) {
        return new ParameterException(spec.commandLine(), reason);
    }
}

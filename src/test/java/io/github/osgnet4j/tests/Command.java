package io.github.osgnet4j.tests;

import io.github.osgnet4j.cli.Osgnet;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;

/**
 * What one run of the command gave.
 *
 * @param code exit code
 * @param out standard output
 * @param err messages on standard error
 */
record Command(int code, String out, String err) {

    /** Runs the command within this process. */
    static Command run(Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] words = Arrays.stream(args).map(String::valueOf).toArray(String[]::new);
        int code = Osgnet.run(new PrintWriter(out), new PrintWriter(err), words);
        return new Command(code, out.toString(), err.toString());
    }

    /** Runs a command that must succeed. */
    static Command succeed(Object... args) {
        Command result = run(args);
        if (result.code() != 0) {
            throw new AssertionError(
                    "osgnet " + Arrays.toString(args) + " exited with " + result.code() + ":\n" + result.err());
        }
        return result;
    }
}

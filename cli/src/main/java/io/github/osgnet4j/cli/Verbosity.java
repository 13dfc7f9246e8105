package io.github.osgnet4j.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.List;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** How much a command says on stderr: warnings and its own progress by default. */
final class Verbosity {

    @ArgGroup
    private Choice choice = new Choice();

    /** More or less, not both. */
    static final class Choice {
        @Option(
                names = {"-v", "--verbose"},
                description = "Print more on stderr.")
        private boolean verbose;

        @Option(
                names = {"-q", "--quiet"},
                description = "Print only errors on stderr, and no progress bar.")
        private boolean quiet;
    }

    boolean quiet() {
        return choice.quiet;
    }

    /** The words that ask another command for the same. */
    List<String> options() {
        if (choice.verbose) {
            return List.of("--verbose");
        }
        return choice.quiet ? List.of("--quiet") : List.of();
    }

    private Level level() {
        if (choice.verbose) {
            return Level.DEBUG;
        }
        return choice.quiet ? Level.ERROR : Level.INFO;
    }

    /** Sets the log level that the command line asks for, then runs the command. */
    static int execute(ParseResult parsed) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        Object verbosity = last.commandSpec().mixins().containsKey("verbosity")
                ? last.commandSpec().mixins().get("verbosity").userObject()
                : new Verbosity();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(((Verbosity) verbosity).level());
        return new CommandLine.RunLast().execute(parsed);
    }
}

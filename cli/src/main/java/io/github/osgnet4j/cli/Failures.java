package io.github.osgnet4j.cli;

import io.github.osgnet4j.data.io.Printable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Turns what went wrong into one message for the user; the stack trace is for {@code -v} and for our own bugs. */
public final class Failures {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    static int report(Exception e, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (expected(e)) {
            err.println("osgnet: " + message(e));
            if (e instanceof CommandException failed) {
                failed.details().forEach(err::println);
            }
            LOG.debug("The failure in full", e);
        } else {
            err.println("osgnet: unexpected failure, please report it with this trace");
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            Printable.lines(trace.toString()).lines().forEach(err::println);
        }
        err.flush();
        return Osgnet.FAILED;
    }

    /** Every exception of this project says for itself what was wrong and what to do. */
    public static boolean expected(Exception e) {
        return e.getClass().getName().startsWith("io.github.osgnet4j.")
                || e instanceof InvalidPathException
                || e instanceof UncheckedIOException
                || e instanceof IOException;
    }

    /** In one line, with the file where there is one. */
    public static String message(Exception e) {
        Optional<String> unencodable = unencodable(e);
        if (unencodable.isPresent()) {
            return unencodable.get();
        }
        if (e instanceof UncheckedIOException io && io.getCause() != null) {
            return message(io.getCause());
        }
        if (e instanceof FileSystemException fs) {
            return fs.getFile() + ": " + reason(fs);
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    /** What to do about a name with characters that the charset of this process lacks; empty if that is not the matter. */
    static Optional<String> unencodable(Throwable failure) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (e instanceof InvalidPathException path && path.getReason().startsWith("Malformed input")) {
                return Optional.of("the name '" + path.getInput() + "' has characters that are not in "
                        + System.getProperty("sun.jnu.encoding") + ", this process's charset for names of files;"
                        + " start it with LC_ALL=C.UTF-8, as scripts/osgnet does");
            }
        }
        return Optional.empty();
    }

    private static String reason(FileSystemException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or folder";
        } else if (e instanceof FileAlreadyExistsException) {
            return "exists already";
        } else if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        return e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
    }
}

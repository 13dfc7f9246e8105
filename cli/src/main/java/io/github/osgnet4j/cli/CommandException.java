package io.github.osgnet4j.cli;

import java.util.List;

/** A job that a command could not do, with a message for its user. */
public class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> details;

    public CommandException(String message) {
        this(message, List.of());
    }

    public CommandException(String message, Throwable cause) {
        super(message, cause);
        this.details = List.of();
    }

    /**
     * A job that could not be done for several reasons.
     *
     * @param details a line each, below the message
     */
    public CommandException(String message, List<String> details) {
        super(message);
        this.details = List.copyOf(details);
    }

    List<String> details() {
        return details;
    }
}

package io.github.osgnet4j.report;

/** Predictions that no report can be made of; the message says which query is at odds with what. */
public class ReportException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ReportException(String message) {
        super(message);
    }

    public ReportException(String message, Throwable cause) {
        super(message, cause);
    }
}

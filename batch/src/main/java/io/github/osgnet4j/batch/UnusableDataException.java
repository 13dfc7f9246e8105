package io.github.osgnet4j.batch;

import io.github.osgnet4j.data.sample.MissingFeaturesException;

/** Data of a query that is missing, damaged, of another shape or not finite, where a job leaves no query out. */
public final class UnusableDataException extends BatchException {

    private static final long serialVersionUID = 1L;

    UnusableDataException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * What is the matter with a video or a query, in words that name it.
     *
     * @param kind Video or Query
     */
    static String reason(String kind, String id, RuntimeException e) {
        String named = kind + " '" + id + "'";
        boolean says = e instanceof MissingFeaturesException || e.getMessage().startsWith(named);
        return says ? e.getMessage() : named + ": " + e.getMessage();
    }
}

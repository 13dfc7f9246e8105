package io.github.osgnet4j.batch;

import io.github.osgnet4j.data.sample.MissingFeaturesException;

/** Data of a query that is missing, damaged, of another shape or not finite, where a job leaves no query out. */
public final class UnusableDataException extends BatchException {

    private static final long serialVersionUID = 1L;

    private UnusableDataException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Why a video or a query is left out, in words that name it.
     *
     * @param skip whether it may be left out
     * @param kind Video or Query
     * @throws UnusableDataException for that reason, if it may not
     */
    static String reason(boolean skip, String kind, String id, RuntimeException e) {
        String named = kind + " '" + id + "'";
        boolean says = e instanceof MissingFeaturesException || e.getMessage().startsWith(named);
        String reason = says ? e.getMessage() : named + ": " + e.getMessage();
        if (!skip) {
            throw new UnusableDataException(reason, e);
        }
        return reason;
    }
}

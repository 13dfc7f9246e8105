package io.github.osgnet4j.data.submission;

/** What decides the order of a query's windows, of which the first is the best. */
public enum WindowOrder {
    /** Their scores, which fall. */
    SCORES,
    /** All steps of a video together; each window keeps its own score, so that scores need not fall. */
    STEPS;

    /** The field of a submission with scores that says {@link #STEPS}; without it, scores decide. */
    static final String FIELD = "order";

    /** Its value for {@link #STEPS}. */
    static final String OF_STEPS = "steps";
}

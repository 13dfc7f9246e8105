package io.github.osgnet4j.runtime.service;

/**
 * Receives the beginning and end of the steps of one request, on the threads of the service, so it must return quickly.
 */
@FunctionalInterface
public interface StepListener {

    /** The steps of a request. */
    enum Step {
        /** Loading a video and running the video graph; skipped if the video is already encoded. */
        ENCODE,
        /** A run of the text, object and query graphs with one query or several. */
        RUN,
        /** From the scores of these queries to their windows. */
        RANK
    }

    /**
     * A step begins.
     *
     * @return run on the same thread when the step has ended, well or not
     */
    Runnable begins(Step step);
}

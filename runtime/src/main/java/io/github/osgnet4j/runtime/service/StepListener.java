package io.github.osgnet4j.runtime.service;

/** Is told when the steps of one request begin and end, on the threads of the service: it must be quick. */
@FunctionalInterface
public interface StepListener {

    /** What takes the time of a request. */
    enum Step {
        /** Loading a video and the video graph; not where the encoded video is there already. */
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

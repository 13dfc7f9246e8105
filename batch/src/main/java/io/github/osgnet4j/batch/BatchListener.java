package io.github.osgnet4j.batch;

/** Is told how far a {@link BatchJob} is. */
public interface BatchListener {

    /**
     * The queries of a clip are next.
     *
     * @param number of the clip, from 1
     * @param clips there are
     */
    void clip(int number, int clips);

    /** So many queries more are done, on any thread. */
    void done(int queries);
}

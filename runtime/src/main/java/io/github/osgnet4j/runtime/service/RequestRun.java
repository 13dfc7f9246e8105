package io.github.osgnet4j.runtime.service;

import io.github.osgnet4j.runtime.EncodedVideo;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.session.Termination;
import java.util.function.Supplier;

/** A request while it runs: the bundle it runs on, and the means to stop it. */
final class RequestRun implements AutoCloseable {

    private final LiveBundle bundle;
    private final Termination termination;
    private EncodedVideo video;

    /** Takes over a lease. */
    RequestRun(LiveBundle leased) {
        bundle = leased;
        boolean complete = false;
        try {
            termination = new Termination();
            complete = true;
        } finally {
            if (!complete) {
                leased.release();
            }
        }
    }

    Grounder grounder() {
        return bundle.grounder();
    }

    /** The encoded video, set before a second worker joins. */
    EncodedVideo video() {
        return video;
    }

    void video(EncodedVideo video) {
        this.video = video;
    }

    /** Queries that run at once. */
    int batchSize() {
        return grounder().batchSize(video);
    }

    <T> T run(Supplier<T> task) {
        return termination.run(task);
    }

    /** Makes what runs fail at its next operation. */
    void terminate() {
        termination.terminate();
    }

    /** Call this when no worker uses it any more. */
    @Override
    public void close() {
        termination.close();
        bundle.release();
    }
}

package io.github.osgnet4j.runtime.service;

import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.error.GrounderException;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An opened bundle that is closed when it is retired and the last request has released it. */
final class LiveBundle {

    private static final Logger LOG = LoggerFactory.getLogger(GroundingService.class);

    private final Grounder grounder;
    private final CountDownLatch closed = new CountDownLatch(1);
    private int leases;
    private boolean retired;

    LiveBundle(Grounder grounder) {
        this.grounder = grounder;
    }

    Grounder grounder() {
        return grounder;
    }

    /** Keeps it open until {@link #release}; false if it is too late. */
    synchronized boolean lease() {
        if (retired) {
            return false;
        }
        leases++;
        return true;
    }

    void release() {
        boolean last;
        synchronized (this) {
            leases--;
            last = retired && leases == 0;
        }
        if (last) {
            close();
        }
    }

    /** Gives out no further lease. */
    void retire() {
        boolean unused;
        synchronized (this) {
            unused = !retired && leases == 0;
            retired = true;
        }
        if (unused) {
            close();
        }
    }

    void awaitClosed() throws InterruptedException {
        closed.await();
    }

    private void close() {
        try {
            grounder.close();
        } catch (GrounderException e) {
            LOG.warn("{} was not closed cleanly", grounder.bundle().folder(), e);
        } finally {
            closed.countDown();
        }
    }
}

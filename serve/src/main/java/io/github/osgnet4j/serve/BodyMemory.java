package io.github.osgnet4j.serve;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Memory that the bodies of all requests share, so that many large ones do not exhaust the heap together. */
final class BodyMemory {

    private static final int TRIES = 20;
    private static final int WAITS = 5;
    private static final long WAIT_NANOS = 10_000_000;

    private final long capacity;
    private final BooleanSupplier makeRoom;
    private final AtomicLong used = new AtomicLong();

    /**
     * Memory for bodies.
     *
     * @param capacity bytes
     * @param makeRoom has a request give up its share, soon; false if none can
     */
    BodyMemory(long capacity, BooleanSupplier makeRoom) {
        this.capacity = capacity;
        this.makeRoom = makeRoom;
    }

    private boolean reserve(long bytes) {
        if (used.addAndGet(bytes) <= capacity) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    /** Reserves what others give up, one after the other. */
    private boolean reserveOfOthers(long bytes) {
        for (int i = 0; i < TRIES && makeRoom.getAsBoolean(); i++) {
            for (int wait = 0; wait < WAITS; wait++) {
                LockSupport.parkNanos(WAIT_NANOS);
                if (reserve(bytes)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The part of one request, to be closed with it. */
    Share share() {
        return new Share();
    }

    long used() {
        return used.get();
    }

    /** Grows with a request; not for several threads. */
    final class Share implements AutoCloseable {

        private long held;

        private Share() {}

        /**
         * Takes more.
         *
         * @throws ProblemException if that is more than there is
         */
        void take(long bytes) {
            requireFit(bytes);
            if (!reserve(bytes) && !reserveOfOthers(bytes)) {
                throw new ProblemException(
                        ProblemType.OUT_OF_MEMORY,
                        "Bodies of other requests fill the " + capacity + " bytes set aside for them; try again");
            }
            held += bytes;
        }

        /**
         * Refuses what could not be taken if there were no other request.
         *
         * @throws ProblemException if that is more than there is at all
         */
        void requireFit(long bytes) {
            if (held + bytes > capacity) {
                throw new ProblemException(
                        ProblemType.BODY_TOO_LARGE,
                        "The request needs " + (held + bytes) + " bytes of memory, more than the " + capacity
                                + " that all requests share; send less, or have the server given more");
            }
        }

        /** Gives all back; closing again does nothing. */
        @Override
        public void close() {
            used.addAndGet(-held);
            held = 0;
        }
    }
}

package io.github.osgnet4j.serve;

import java.util.concurrent.atomic.AtomicLong;

/** Memory that the bodies of all requests share, so that many large ones do not exhaust the heap together. */
final class BodyMemory {

    private final long capacity;
    private final AtomicLong used = new AtomicLong();

    BodyMemory(long capacity) {
        this.capacity = capacity;
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
            if (used.addAndGet(bytes) > capacity) {
                used.addAndGet(-bytes);
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

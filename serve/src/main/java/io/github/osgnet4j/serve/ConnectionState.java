package io.github.osgnet4j.serve;

import java.util.Optional;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;

/** The state of an open connection, its start and its progress. Thread-safe. */
final class ConnectionState {

    /** Bytes a second of a body, or of an answer, that are always fast enough. */
    static final long ENOUGH = 32 << 10;

    /** How often a reader that waits for a body checks whether the connection was closed. */
    private static final int NOTICE_MILLIS = 10;

    /** Parts of an exchange. */
    enum Phase {
        /** For a request: nothing has come, or a part of its header. */
        WAITING,
        /** A body comes. */
        RECEIVING,
        /** The server has all it needs. */
        ANSWERING,
        /** The answer goes out. */
        SENDING,
        /** A file goes out, whose rest a client can ask for again. */
        STREAMING,
        /** The answer has gone; what is left of the request is dropped. */
        LINGERING
    }

    /**
     * For how long the parts of an exchange may last, in nanoseconds.
     *
     * @param header from its first byte to its end
     * @param transfer that a body or an answer may be behind
     * @param quiet without a byte of what is dropped
     * @param lingering in all, after an answer that came before the end of its request
     */
    record Times(long header, long transfer, long quiet, long lingering) {}

    /**
     * A connection that can be given up; the least of several goes first.
     *
     * @param group of reasons: the lower, the less is lost
     * @param nanos for which it has been waited in vain
     */
    record Candidate(ConnectionState state, int group, long nanos) implements Comparable<Candidate> {
        @Override
        public int compareTo(Candidate other) {
            return group == other.group ? Long.compare(other.nanos, nanos) : Integer.compare(group, other.group);
        }
    }

    private final Connection connection;

    /** Counts the bytes of the handshake too, where there is one. */
    private final Connection outer;

    private final boolean forHealth;
    private Phase phase;
    private long entered;
    private long since;

    /** Bytes of the connection before a header. */
    private long before;

    private boolean begun;

    /** How far a body or an answer was behind when its last bytes moved. What it was ahead is not to its credit. */
    private long behind;

    /** When bytes were dropped for the last time. */
    private long dropped;

    private boolean givenUp;

    /**
     * A connection that was just opened.
     *
     * @param forHealth whether it is one of those that are kept for questions that cost nothing
     */
    ConnectionState(Connection connection, boolean forHealth) {
        this.connection = connection;
        this.outer = connection.getEndPoint() instanceof SslConnection.SslEndPoint secure
                ? secure.getSslConnection()
                : connection;
        this.forHealth = forHealth;
        enter(Phase.WAITING);
    }

    boolean forHealth() {
        return forHealth;
    }

    synchronized void enter(Phase next) {
        phase = next;
        entered = System.nanoTime();
        since = entered;
        before = outer.getBytesIn();
        begun = false;
        behind = 0;
    }

    /** Notes that bytes of a body have come, or bytes of an answer have gone. */
    synchronized void advance(long count) {
        long now = System.nanoTime();
        behind = Math.max(0, behind + now - since - count * 1_000_000_000L / ENOUGH);
        since = now;
    }

    /**
     * Notes that a body is waiting for the server, not the client: until it continues it is neither late nor closed.
     */
    synchronized void pause() {
        advance(0);
        phase = Phase.ANSWERING;
    }

    /** Says that a body may come again, as far behind as it was. */
    synchronized void resume() {
        phase = Phase.RECEIVING;
        since = System.nanoTime();
    }

    /** Says that the answer has gone, and that the connection stays open for the client to read it. */
    synchronized void linger() {
        enter(Phase.LINGERING);
        dropped = since;
        givenUp = false;
        connection.getEndPoint().setIdleTimeout(0);
    }

    /** Notes that bytes have arrived that will be discarded. */
    synchronized void dropped() {
        dropped = System.nanoTime();
    }

    EndPoint endPoint() {
        return connection.getEndPoint();
    }

    /** Whether the connection ends with its answer. */
    synchronized boolean last() {
        return givenUp || forHealth;
    }

    /** Whether the connection's place was needed, or its time was over. */
    synchronized boolean givenUp() {
        return givenUp;
    }

    /** How far it could be given up, if others were in need. */
    synchronized Optional<Candidate> candidate(long patience) {
        long now = System.nanoTime();
        if (givenUp) {
            return Optional.empty();
        }
        return switch (phase) {
            case WAITING -> {
                notice(now);
                // Who was just noticed is no newer than before: whoever came last must not be the oldest.
                yield Optional.of(
                        now - since < patience
                                ? new Candidate(this, 4, now - entered)
                                : new Candidate(this, begun ? 1 : 0, now - since));
            }
            case LINGERING -> Optional.of(new Candidate(this, now - since < patience ? 4 : 0, now - since));
            case SENDING, STREAMING -> late(now, patience).map(late -> new Candidate(this, 2, late));
            case RECEIVING -> late(now, patience).map(late -> new Candidate(this, 3, late));
            case ANSWERING -> Optional.empty();
        };
    }

    /** How far it could be given up as a body that is behind. */
    synchronized Optional<Candidate> slowBody(long patience) {
        return phase == Phase.RECEIVING && !givenUp
                ? late(System.nanoTime(), patience).map(late -> new Candidate(this, 3, late))
                : Optional.empty();
    }

    private Optional<Long> late(long now, long patience) {
        long late = behind + now - since;
        return late > patience ? Optional.of(late) : Optional.empty();
    }

    /** Gives up what is over its time. */
    synchronized boolean giveUpIfOver(Times most) {
        long now = System.nanoTime();
        boolean over =
                switch (phase) {
                    case WAITING -> {
                        notice(now);
                        yield begun && now - since > most.header();
                    }
                    case RECEIVING, SENDING, STREAMING ->
                        late(now, most.transfer()).isPresent();
                    case LINGERING -> now - dropped > most.quiet() || now - since > most.lingering();
                    case ANSWERING -> false;
                };
        return over && giveUp();
    }

    /**
     * Gives up what a server that stops does not wait for: a file that goes out, and the rest of a request after a while.
     *
     * @param patience nanoseconds for a client to read an answer while it sends
     */
    synchronized boolean giveUpAtEnd(long patience) {
        boolean over = phase == Phase.STREAMING || phase == Phase.LINGERING && System.nanoTime() - since > patience;
        return over && giveUp();
    }

    /** A header's time counts from when its first byte is seen. */
    private void notice(long now) {
        if (!begun && outer.getBytesIn() > before) {
            begun = true;
            since = now;
        }
    }

    /**
     * Closes the connection; the reader of a body is notified and answers with the reason. False if there has been
     * progress meanwhile.
     */
    synchronized boolean giveUp() {
        if (givenUp || phase == Phase.ANSWERING) {
            return false;
        }
        givenUp = true;
        if (phase == Phase.RECEIVING) {
            connection.getEndPoint().setIdleTimeout(NOTICE_MILLIS);
        } else {
            connection.getEndPoint().close();
        }
        return true;
    }
}

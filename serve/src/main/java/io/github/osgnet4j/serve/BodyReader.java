package io.github.osgnet4j.serve;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads bodies as they come, up to a size, within a time. */
final class BodyReader {

    private static final Logger LOG = LoggerFactory.getLogger(BodyReader.class);
    private static final int FIRST = 8 << 10;
    private static final int PART = 64 << 10;

    /** Bytes of a refused body that are read all the same. */
    private static final int MOST_DISCARDED = 4 << 20;

    private final Duration timeout;
    private final ConnectionState state;

    /**
     * A reader.
     *
     * @param timeout for a body to arrive, beside what its bytes take at a modest rate
     * @param state of the connection, which may be given up before
     */
    BodyReader(Duration timeout, ConnectionState state) {
        this.timeout = timeout;
        this.state = state;
    }

    /**
     * The whole body.
     *
     * @param limit bytes at most
     * @param weight bytes of memory that a byte of the body will take
     * @param memory where they are taken from
     * @throws ProblemException if the body is larger, or slower, or broken, or memory is short
     */
    byte[] read(Request request, long limit, int weight, BodyMemory.Share memory) throws IOException {
        requireSize(request, limit);
        long most = request.getLength() < 0 ? limit : request.getLength();
        if (request.getLength() > 0) {
            memory.requireFit(most * weight);
        }
        byte[] body = new byte[(int) Math.min(most, FIRST)];
        memory.take((long) body.length * weight);
        return receiving(request, in -> receive(in, body, most, limit, weight, memory));
    }

    /** Takes what has come of a body. */
    @FunctionalInterface
    interface Sink {

        /** Takes the first bytes of an array, which is used again afterwards. */
        void take(byte[] part, int length);
    }

    /**
     * Hands on the body as it comes, so that it takes no memory.
     *
     * @param limit bytes at most
     * @throws ProblemException if the body is larger, or slower, or broken, or the sink takes no more
     */
    void save(Request request, long limit, Sink sink) throws IOException {
        requireSize(request, limit);
        receiving(request, in -> copy(in, limit, sink));
    }

    private static void requireSize(Request request, long limit) {
        if (request.getLength() > limit) {
            throw tooLarge(request.getHeaders().get(HttpHeader.CONTENT_LENGTH) + " bytes", limit);
        }
    }

    /** Reads a body. */
    @FunctionalInterface
    private interface Receiver<T> {
        T receive(InputStream in) throws IOException;
    }

    private <T> T receiving(Request request, Receiver<T> receiver) throws IOException {
        state.enter(ConnectionState.Phase.RECEIVING);
        try (InputStream in = Content.Source.asInputStream(request)) {
            return receiver.receive(in);
        } catch (IOException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw tooSlow();
            }
            throw broken(e);
        } catch (RuntimeException e) {
            if (e instanceof HttpException) {
                throw broken(e);
            }
            throw e;
        } finally {
            state.enter(ConnectionState.Phase.ANSWERING);
        }
    }

    private byte[] receive(InputStream in, byte[] first, long most, long limit, int weight, BodyMemory.Share memory)
            throws IOException {
        byte[] body = first;
        int size = 0;
        try {
            while (true) {
                if (size == body.length && size < most) {
                    int larger = (int) Math.min(2L * size, most);
                    state.pause();
                    memory.take((long) (larger - size) * weight);
                    state.resume();
                    body = Arrays.copyOf(body, larger);
                }
                int n = size < most ? in.read(body, size, body.length - size) : in.read() < 0 ? -1 : 1;
                if (n < 0) {
                    return size == body.length ? body : Arrays.copyOf(body, size);
                }
                size += n;
                if (size > most) {
                    throw tooLarge("more", limit);
                }
                state.advance(n);
                if (state.givenUp()) {
                    throw tooSlow();
                }
            }
        } catch (ProblemException e) {
            memory.close();
            throw refused(in, e);
        }
    }

    private Long copy(InputStream in, long limit, Sink sink) throws IOException {
        byte[] part = new byte[PART];
        long size = 0;
        try {
            for (int n; (n = in.read(part)) >= 0; ) {
                size += n;
                if (size > limit) {
                    throw tooLarge("more", limit);
                }
                state.advance(n);
                if (state.givenUp()) {
                    throw tooSlow();
                }
                state.pause();
                sink.take(part, n);
                state.resume();
            }
            return size;
        } catch (ProblemException e) {
            throw refused(in, e);
        }
    }

    /** Reads on to the end of a body that may be sent again by the same connection; one that is too large need not end. */
    private ProblemException refused(InputStream in, ProblemException reason) {
        if (reason.type() != ProblemType.BODY_TOO_LARGE) {
            discard(in);
        }
        return reason;
    }

    /** Reads on, up to a size. */
    private void discard(InputStream in) {
        state.resume();
        byte[] rest = new byte[FIRST];
        try {
            for (int left = MOST_DISCARDED; left > 0 && !state.givenUp(); ) {
                int n = in.read(rest);
                if (n < 0) {
                    return;
                }
                left -= n;
                state.advance(n);
            }
        } catch (IOException | HttpException.RuntimeException e) {
            LOG.debug("A refused body broke off: {}", e.toString());
        }
    }

    /** The client has gone, or sends what is no HTTP. */
    private static ProblemException broken(Exception e) {
        return new ProblemException(
                ProblemType.MALFORMED_REQUEST,
                "The body broke off: " + Quoted.plain(String.valueOf(e.getMessage())),
                e);
    }

    private static ProblemException tooLarge(String found, long limit) {
        return new ProblemException(
                ProblemType.BODY_TOO_LARGE, "The body has " + found + ", at most " + limit + " bytes are read here");
    }

    private ProblemException tooSlow() {
        return new ProblemException(
                ProblemType.BODY_TIMEOUT,
                state.givenUp()
                        ? "The body came more slowly than others that wait for its place, or than "
                                + timeout.toSeconds() + " s and a second for each " + (ConnectionState.ENOUGH >> 10)
                                + " KiB"
                        : "The body stopped coming");
    }
}

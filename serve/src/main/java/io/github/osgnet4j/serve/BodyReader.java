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

/** Reads bodies as they come, up to a size, within a time. */
final class BodyReader {

    private static final int FIRST = 8 << 10;

    private final Duration timeout;
    private final Visit visit;

    /**
     * A reader.
     *
     * @param timeout for a body to arrive, beside what its bytes take at a modest rate
     * @param visit that brings it, and may be given up before
     */
    BodyReader(Duration timeout, Visit visit) {
        this.timeout = timeout;
        this.visit = visit;
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
        if (request.getLength() > limit) {
            throw tooLarge(request.getHeaders().get(HttpHeader.CONTENT_LENGTH) + " bytes", limit);
        }
        long most = request.getLength() < 0 ? limit : request.getLength();
        if (request.getLength() > 0) {
            memory.requireFit(most * weight);
        }
        byte[] body = new byte[(int) Math.min(most, FIRST)];
        memory.take((long) body.length * weight);
        int size = 0;
        visit.enter(Visit.Phase.RECEIVING);
        try (InputStream in = Content.Source.asInputStream(request)) {
            while (true) {
                if (size == body.length && size < most) {
                    int larger = (int) Math.min(2L * size, most);
                    visit.pause();
                    memory.take((long) (larger - size) * weight);
                    visit.resume();
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
                visit.advance(n);
                if (visit.givenUp()) {
                    throw tooSlow();
                }
            }
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
            visit.enter(Visit.Phase.ANSWERING);
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
                visit.givenUp()
                        ? "The body came more slowly than others that wait for its place, or than "
                                + timeout.toSeconds() + " s and a second for each " + (Visit.ENOUGH >> 10) + " KiB"
                        : "The body stopped coming");
    }
}

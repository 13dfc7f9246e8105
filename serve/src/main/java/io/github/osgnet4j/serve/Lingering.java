package io.github.osgnet4j.serve;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * The end of a connection whose answer came before the end of the request: what the client is still sending is read and
 * discarded until the client closes. If the server closed first, those bytes would reset the connection, and a client
 * that is still sending would lose the answer.
 *
 * <p>A thread is held only while there are bytes, and no memory. It ends after {@link #MOST_BYTES} at most, or when the
 * connection is given up: after 5 s without a byte, or 30 s in all, or less by the limits of a server ({@link Connections}), or as
 * soon as its place is needed.
 */
final class Lingering implements Callback {

    /** Bytes that are dropped at most. */
    static final long MOST_BYTES = 1L << 30;

    private static final int PART = 64 << 10;

    /** A buffer for discarded bytes, shared by all connections because it is never read. */
    private static final ByteBuffer DROPPED = ByteBuffer.allocateDirect(PART);

    /** Parts that are read before others have their turn. */
    private static final int PARTS = 16;

    private final ConnectionState state;
    private final Callback end;
    private final AtomicBoolean ended = new AtomicBoolean();
    private long left = MOST_BYTES;

    private Lingering(ConnectionState state, Callback end) {
        this.state = state;
        this.end = end;
    }

    /**
     * What lingers when an answer has gone, and then closes the connection.
     *
     * @param end of the exchange; told when it is over, or at once if the answer could not be sent
     */
    static Callback then(ConnectionState state, Callback end) {
        return Callback.from(() -> new Lingering(state, end).begin(), end::failed);
    }

    private void begin() {
        state.linger();
        await();
    }

    private void await() {
        if (!(state.endPoint() instanceof AbstractEndPoint endPoint) || !endPoint.isOpen()) {
            end();
            return;
        }
        if (!endPoint.tryFillInterested(this)) {
            // Whoever waited for a body that came too slowly is still registered.
            endPoint.getFillInterest().onFail(new IOException("The body was given up"));
            if (!endPoint.tryFillInterested(this)) {
                end();
            }
        }
        // One that was closed just before tells nobody.
        if (!endPoint.isOpen()) {
            endPoint.getFillInterest().onClose();
        }
    }

    /** Drops what is there. */
    @Override
    public void succeeded() {
        EndPoint endPoint = state.endPoint();
        ByteBuffer part = DROPPED.duplicate();
        try {
            for (int i = 0; i < PARTS; i++) {
                BufferUtil.clear(part);
                int count = endPoint.fill(part);
                left -= count;
                if (count < 0 || left <= 0) {
                    end();
                    return;
                }
                if (count == 0) {
                    break;
                }
                state.dropped();
            }
        } catch (IOException e) {
            end();
            return;
        }
        await();
    }

    @Override
    public void failed(Throwable cause) {
        end();
    }

    private void end() {
        if (ended.compareAndSet(false, true)) {
            state.endPoint().close();
            end.succeeded();
        }
    }
}

package io.github.osgnet4j.serve;

import java.nio.ByteBuffer;
import java.util.function.LongConsumer;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;

/** Sends a body in parts, so that it is seen how fast it is read. */
final class Sending extends IteratingCallback {

    /** Bytes that are written at once. */
    static final int PART = 64 << 10;

    private final Response response;
    private final ByteBuffer body;
    private final LongConsumer progress;
    private final Callback end;
    private int part = -1;

    /**
     * A body to send, by {@link #iterate}.
     *
     * @param progress is told the bytes of each part that has gone
     * @param end is told when all has gone, or nothing more can
     */
    Sending(Response response, byte[] body, LongConsumer progress, Callback end) {
        this.response = response;
        this.body = ByteBuffer.wrap(body);
        this.progress = progress;
        this.end = end;
    }

    @Override
    protected Action process() {
        if (part >= 0) {
            progress.accept(part);
            body.position(body.position() + part);
            if (!body.hasRemaining()) {
                return Action.SUCCEEDED;
            }
        }
        part = Math.min(PART, body.remaining());
        response.write(part == body.remaining(), body.slice(body.position(), part), this);
        return Action.SCHEDULED;
    }

    @Override
    protected void onCompleteSuccess() {
        end.succeeded();
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
        end.failed(cause);
    }
}

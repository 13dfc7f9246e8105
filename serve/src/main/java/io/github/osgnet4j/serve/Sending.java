package io.github.osgnet4j.serve;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;

/** Sends a body in parts, to observe how fast it is read, and closes it. */
final class Sending extends IteratingCallback {

    private final Response response;
    private final Body body;
    private final LongConsumer progress;
    private final Callback end;
    private final long length;
    private long sent;
    private int part = -1;

    /**
     * A body to send, by {@link #iterate}.
     *
     * @param headOnly whether nothing of it is sent, only headers (HEAD)
     * @param progress receives the number of bytes of each part sent
     * @param end called when everything has been sent, or sending has failed
     */
    Sending(Response response, Body body, boolean headOnly, LongConsumer progress, Callback end) {
        this.response = response;
        this.body = body;
        this.length = headOnly ? 0 : body.length();
        this.progress = progress;
        this.end = end;
    }

    @Override
    protected Action process() throws IOException {
        if (part >= 0) {
            progress.accept(part);
            sent += part;
            if (sent == length) {
                return Action.SUCCEEDED;
            }
        }
        ByteBuffer next = length == 0 ? ByteBuffer.allocate(0) : body.part(sent);
        part = next.remaining();
        response.write(sent + part == length, next, this);
        return Action.SCHEDULED;
    }

    @Override
    protected void onCompleteSuccess() {
        body.close();
        end.succeeded();
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
        body.close();
        end.failed(cause);
    }
}

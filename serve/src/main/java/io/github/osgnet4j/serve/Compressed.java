package io.github.osgnet4j.serve;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpHeader;

/**
 * A large answer for many clients: it is kept in gzip, and sent like that to clients that accept it. When it changes,
 * one request rebuilds it, but not more often than after a certain time; other requests get the previous one.
 */
final class Compressed {

    private static final String GZIP = "gzip";

    /**
     * What an answer was made of.
     *
     * @param of what it is; one of something else is of no use
     * @param version which changes with what is known of it; some changes late are as good
     */
    record State(List<?> of, List<?> version) {}

    private record Made(State state, byte[] packed, long nanos) {}

    private final long pause;
    private final LongSupplier clock;
    private final ReentrantLock making = new ReentrantLock();
    private volatile Optional<Made> last = Optional.empty();

    /**
     * No answer yet.
     *
     * @param pause nanoseconds at least from one that is made to the next
     * @param clock nanoseconds of some beginning
     */
    Compressed(long pause, LongSupplier clock) {
        this.pause = pause;
        this.clock = clock;
    }

    /**
     * The answer in JSON.
     *
     * @param state equal to that of the last call if nothing has changed
     * @param json writes it again
     */
    Reply reply(Call call, State state, Supplier<byte[]> json) {
        byte[] body = packed(state, json);
        boolean taken = call.takes(GZIP);
        Reply reply = Reply.bytes(200, Json.MEDIA_TYPE, taken ? body : unpacked(body))
                .with(HttpHeader.VARY.asString(), HttpHeader.ACCEPT_ENCODING.asString());
        return taken ? reply.with(HttpHeader.CONTENT_ENCODING.asString(), GZIP) : reply;
    }

    /** The answer in gzip. */
    byte[] packed(State state, Supplier<byte[]> json) {
        Optional<Made> before = useful(state);
        if (before.isPresent() && (isNew(before.get(), state) || !making.tryLock())) {
            return before.get().packed();
        }
        if (before.isEmpty()) {
            making.lock();
        }
        try {
            Optional<Made> now = useful(state);
            if (now.isPresent() && isNew(now.get(), state)) {
                return now.get().packed();
            }
            byte[] packed = gzip(json.get());
            last = Optional.of(new Made(state, packed, clock.getAsLong()));
            return packed;
        } finally {
            making.unlock();
        }
    }

    private Optional<Made> useful(State state) {
        return last.filter(made -> made.state().of().equals(state.of()));
    }

    private boolean isNew(Made made, State state) {
        return made.state().version().equals(state.version()) || clock.getAsLong() - made.nanos() < pause;
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static byte[] unpacked(byte[] packed) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

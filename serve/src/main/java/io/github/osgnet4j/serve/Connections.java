package io.github.osgnet4j.serve;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * The open connections. Those that take too long over a header, a body or an answer are closed; when there are too
 * many, the least important one makes room for the next: first the idle and those that linger, then headers that do not
 * end, then answers that are not read, then bodies that trickle, the oldest of each first. What is being answered is
 * never given up.
 */
final class Connections extends AbstractLifeCycle implements Connection.Listener {

    /** Connections beyond the limit that may ask what costs nothing, while all others are being answered. */
    static final int KEPT_FOR_HEALTH = 8;

    private static final long MOST_PATIENCE = TimeUnit.SECONDS.toNanos(1);
    private static final long MOST_QUIET = TimeUnit.SECONDS.toNanos(5);
    private static final long MOST_LINGERING = TimeUnit.SECONDS.toNanos(30);
    private static final long LEAST_SWEEP = TimeUnit.MILLISECONDS.toNanos(10);

    private final int most;
    private final ConnectionState.Times times;
    private final long patience;
    private final Scheduler scheduler;
    private final Counter givenUp;
    private final Map<Connection, ConnectionState> states = new ConcurrentHashMap<>();
    private volatile boolean ending;

    Connections(Limits limits, Scheduler scheduler, MeterRegistry registry) {
        this.most = limits.connections();
        long header = limits.headerTimeout().toNanos();
        long transfer = limits.bodyTimeout().toNanos();
        this.times = new ConnectionState.Times(
                header,
                transfer,
                Math.min(MOST_QUIET, limits.idleTimeout().toNanos()),
                Math.min(MOST_LINGERING, transfer));
        this.patience = Math.min(MOST_PATIENCE, Math.min(header, transfer));
        this.scheduler = scheduler;
        this.givenUp = registry.counter("osgnet.http.connections.given.up");
        registry.gaugeMapSize("osgnet.http.connections", List.of(), states);
    }

    @Override
    protected void doStart() {
        sweepLater();
    }

    private void sweepLater() {
        scheduler.schedule(this::sweep, Math.max(LEAST_SWEEP, patience / 4), TimeUnit.NANOSECONDS);
    }

    private void sweep() {
        if (isRunning() || isStarting()) {
            states.values().forEach(state -> {
                if (state.giveUpIfOver(times) || ending && state.giveUpAtEnd(patience)) {
                    givenUp.increment();
                }
            });
            sweepLater();
        }
    }

    /** From now on no file is sent to its end, and no rest of a request waited for: the server stops, answers count alone. */
    void endStreams() {
        ending = true;
        states.values().forEach(state -> state.giveUpAtEnd(patience));
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof SslConnection) {
            return; // What it carries is told of too.
        }
        boolean room = states.size() < most || open() < most || giveUp(state -> state.candidate(patience));
        if (!room && states.size() >= most + KEPT_FOR_HEALTH) {
            connection.getEndPoint().close();
            return;
        }
        states.put(connection, new ConnectionState(connection, !room));
    }

    /** Those that are not on their way to be closed, which takes a moment. */
    private long open() {
        return states.values().stream().filter(state -> !state.givenUp()).count();
    }

    @Override
    public void onClosed(Connection connection) {
        states.remove(connection);
    }

    /** The connection that a request came by. */
    ConnectionState of(Request request) {
        Connection connection = request.getConnectionMetaData().getConnection();
        return Objects.requireNonNullElseGet(states.get(connection), () -> new ConnectionState(connection, false));
    }

    /** Gives up the body that is furthest behind; false if none is. */
    boolean giveUpSlowestBody() {
        return giveUp(state -> state.slowBody(patience));
    }

    private boolean giveUp(Function<ConnectionState, Optional<ConnectionState.Candidate>> candidates) {
        boolean done = states.values().stream()
                .map(candidates)
                .flatMap(Optional::stream)
                .sorted()
                .anyMatch(candidate -> candidate.state().giveUp());
        if (done) {
            givenUp.increment();
        }
        return done;
    }
}

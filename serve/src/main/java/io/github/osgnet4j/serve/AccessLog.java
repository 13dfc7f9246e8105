package io.github.osgnet4j.serve;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/** A line of the log for each request that has been answered. */
final class AccessLog {

    private static final Logger LOG = LoggerFactory.getLogger("io.github.osgnet4j.serve.access");

    /** Stands for the name of the token where there is none. */
    static final String NOBODY = "-";

    private final Level level;

    /**
     * A log of requests.
     *
     * @param always whether requests are logged at level INFO, otherwise DEBUG
     */
    AccessLog(boolean always) {
        level = always ? Level.INFO : Level.DEBUG;
    }

    /** Without the ids of files, however their path is written: whoever has one needs no token. */
    private static String path(Exchange exchange) {
        boolean file = exchange.route().equals(FileEndpoints.CONTENT)
                || exchange.path().startsWith(FileEndpoints.FILES + "/");
        return file ? FileEndpoints.CONTENT : exchange.path();
    }

    /** Notes a request whose answer has gone, or could not be sent to its end. */
    void log(Exchange exchange, int status) {
        if (!LOG.isEnabledForLevel(level)) {
            return;
        }
        String token = exchange.caller().map(Tokens.Caller::name).orElse(NOBODY);
        String path = path(exchange);
        double millis = Math.rint(exchange.nanos() / 1e4) / 100;
        MDC.put(RequestId.KEY, exchange.id());
        try {
            LOG.atLevel(level)
                    .addKeyValue("method", exchange.method())
                    .addKeyValue("path", path)
                    .addKeyValue("route", exchange.route())
                    .addKeyValue("status", status)
                    .addKeyValue("bytes", exchange.bytes())
                    .addKeyValue("millis", millis)
                    .addKeyValue("token", token)
                    .log(
                            "{} {} {} {} bytes {} ms token {}",
                            exchange.method(),
                            path,
                            status,
                            exchange.bytes(),
                            millis,
                            token);
        } finally {
            MDC.remove(RequestId.KEY);
        }
    }
}

package io.github.osgnet4j.serve;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/** Logs a line for each answered request. */
final class AccessLog {

    private static final Logger LOG = LoggerFactory.getLogger("io.github.osgnet4j.serve.access");

    /** Stands for the name of the token where there is none. */
    static final String NOBODY = "-";

    /** A digit or a letter of an id in the form of a URI. */
    private static final Pattern ESCAPED = Pattern.compile("%(3[0-9]|6[1-6])");

    private final Level level;

    /**
     * A log of requests.
     *
     * @param always whether requests are logged at level INFO, otherwise DEBUG
     */
    AccessLog(boolean always) {
        level = always ? Level.INFO : Level.DEBUG;
    }

    /** Removes the ids of files from a path, however it is written: a file id gives access without a token. */
    private static String path(Exchange exchange) {
        String path = exchange.path();
        if (exchange.route().equals(FileEndpoints.CONTENT) || path.startsWith(FileEndpoints.FILES + "/")) {
            return FileEndpoints.CONTENT;
        }
        return exchange.route().equals(Exchange.NO_ROUTE) ? withoutIds(path) : path;
    }

    /** A path that leads nowhere may be a misspelt one. */
    private static String withoutIds(String path) {
        String plain =
                ESCAPED.matcher(path).replaceAll(escaped -> Character.toString(Integer.parseInt(escaped.group(1), 16)));
        Matcher ids = VideoFolder.ID.matcher(plain);
        return ids.find() ? ids.replaceAll("{file}") : path;
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

package io.github.osgnet4j.serve;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The logs of requests.
 *
 * @param access the log of all
 * @param audit of queries that were answered and bundles that were swapped in, if there is one
 * @param texts whether it has the words of queries
 */
record RequestRecord(AccessLog access, Optional<AuditLog> audit, boolean texts) {

    /** Takes note of an answer before it goes out. */
    void answered(Exchange exchange) {
        if (audit.isPresent()
                && (!exchange.questions().isEmpty() || exchange.swapped().isPresent())) {
            audit.get()
                    .write(new AuditEntry(
                            Instant.now().truncatedTo(ChronoUnit.MILLIS).toString(),
                            exchange.id(),
                            exchange.caller().map(Tokens.Caller::name),
                            exchange.method() + " " + exchange.route(),
                            Math.rint(exchange.nanos() / 1e3) / 1e6,
                            texts
                                    ? exchange.questions()
                                    : exchange.questions().stream()
                                            .map(AuditEntry.Question::withoutText)
                                            .toList(),
                            exchange.swapped()));
        }
    }

    /** Takes note of an answer that has gone. */
    void sent(Exchange exchange, int status) {
        access.log(exchange, status);
        exchange.ended(status);
    }
}

package io.github.osgnet4j.serve;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Limits the rate of requests for each token, or for each address if there are no tokens. After a pause the full number
 * may come at once; the allowance is refilled evenly. Answers say what is left in the fields of the IETF's draft on
 * RateLimit headers.
 */
final class RateLimit {

    /** Maximum number of remembered clients; the least recently seen one is forgotten. */
    private static final int MOST_CLIENTS = 10_000;

    /** A customer's network in IPv6: who has one address of it has all. */
    private static final int NETWORK_BYTES = 8;

    /**
     * Requests in a time.
     *
     * @param requests in each period
     * @param period of a second at least
     */
    record Rate(int requests, Duration period) {

        Rate {
            Bounds.within(1, 1_000_000, "rate", requests);
            if (period.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new ServeException("rate: expected a period of 1 s or more, found " + period);
            }
        }
    }

    private final Rate rate;
    private final TimeMeter clock;
    private final RecentlyUsed<String, Bucket> buckets;

    /** An unused limit, with a monotonic clock. */
    RateLimit(Rate rate) {
        this(rate, MOST_CLIENTS, TimeMeter.SYSTEM_NANOTIME);
    }

    /**
     * A limit by a clock of its own.
     *
     * @param clients that are remembered at the same time
     */
    RateLimit(Rate rate, int clients, TimeMeter clock) {
        this.rate = rate;
        this.clock = clock;
        this.buckets = new RecentlyUsed<>(clients, bucket -> 1);
    }

    /**
     * Counts a request and notes in its exchange what is left.
     *
     * @param from where it came from
     * @throws ProblemException if it is one too many
     */
    void take(Exchange exchange, SocketAddress from) {
        Optional<Tokens.Caller> caller = exchange.caller();
        String client = caller.map(known -> "token " + known.name()).orElseGet(() -> "address " + network(from));
        ConsumptionProbe probe = buckets.get(client, this::bucket).tryConsumeAndReturnRemaining(1);
        exchange.headers()
                .put(
                        "RateLimit-Policy",
                        "\"requests\";q=" + rate.requests() + ";w="
                                + rate.period().toSeconds());
        exchange.headers()
                .put(
                        "RateLimit",
                        "\"requests\";r=" + probe.getRemainingTokens() + ";t="
                                + seconds(probe.getNanosToWaitForReset()));
        if (!probe.isConsumed()) {
            long wait = Math.max(1, seconds(probe.getNanosToWaitForRefill()));
            exchange.headers().put("Retry-After", Long.toString(wait));
            throw new ProblemException(
                    ProblemType.RATE_LIMITED,
                    "More than " + rate.requests() + " requests in "
                            + rate.period().toSeconds() + " s "
                            + caller.map(known -> "with the token of " + known.name())
                                    .orElse("from this address")
                            + "; try again in " + wait + " s");
        }
    }

    private Bucket bucket() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(rate.requests()).refillGreedy(rate.requests(), rate.period()))
                .withCustomTimePrecision(clock)
                .build();
    }

    private static long seconds(long nanos) {
        return (nanos + TimeUnit.SECONDS.toNanos(1) - 1) / TimeUnit.SECONDS.toNanos(1);
    }

    private static String network(SocketAddress from) {
        InetAddress address = from instanceof InetSocketAddress inet ? inet.getAddress() : null;
        if (address instanceof Inet6Address) {
            return HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), NETWORK_BYTES));
        }
        return address == null ? "" : address.getHostAddress();
    }
}

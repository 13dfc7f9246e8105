package io.github.osgnet4j.serve;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
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
 * So many requests in a time for each token, or each address where there are no tokens. After a pause all of them may come
 * at once; places come back evenly. Answers say what is left in the fields of the IETF's draft on RateLimit headers.
 */
final class RateLimit {

    /** Clients that are remembered at the same time; whoever did not come for longest starts anew. */
    private static final int MOST_CLIENTS = 10_000;

    /** A customer's network in IPv6: who has one address of it has all. */
    private static final int NETWORK_BYTES = 8;

    private final int requests;
    private final Duration period;
    private final RecentlyUsed<String, Bucket> buckets = new RecentlyUsed<>(MOST_CLIENTS, bucket -> 1);

    /**
     * A limit.
     *
     * @param requests in each period
     */
    RateLimit(int requests, Duration period) {
        this.requests = requests;
        this.period = period;
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
        ConsumptionProbe probe = bucket(client).tryConsumeAndReturnRemaining(1);
        exchange.headers().put("RateLimit-Policy", "\"requests\";q=" + requests + ";w=" + period.toSeconds());
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
                    "More than " + requests + " requests in " + period.toSeconds() + " s "
                            + caller.map(known -> "with the token of " + known.name())
                                    .orElse("from this address")
                            + "; try again in " + wait + " s");
        }
    }

    private synchronized Bucket bucket(String client) {
        return buckets.get(client).orElseGet(() -> {
            Bucket made = Bucket.builder()
                    .addLimit(limit -> limit.capacity(requests).refillGreedy(requests, period))
                    .build();
            buckets.put(client, made);
            return made;
        });
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

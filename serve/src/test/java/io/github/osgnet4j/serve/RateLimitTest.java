package io.github.osgnet4j.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.bucket4j.TimeMeter;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.junit.jupiter.api.Test;

/** Requests in a time, by a clock that the test moves. */
class RateLimitTest {

    private static final RateLimit.Rate RATE = new RateLimit.Rate(3, Duration.ofMinutes(1));
    private static final String ALICE = "192.0.2.1";

    private final Clock clock = new Clock();
    private final RateLimit limit = new RateLimit(RATE, 100, clock);

    private static final class Clock implements TimeMeter {

        private Duration now = Duration.ofDays(1);

        @Override
        public long currentTimeNanos() {
            return now.toNanos();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }

        void pass(Duration time) {
            now = now.plus(time);
        }
    }

    private static Exchange exchange() {
        Map<String, Object> request =
                Map.of("getHeaders", HttpFields.EMPTY, "getMethod", "GET", "getHttpURI", HttpURI.from("/api/models"));
        return new Exchange((Request) Proxy.newProxyInstance(
                RateLimitTest.class.getClassLoader(),
                new Class<?>[] {Request.class},
                (proxy, method, arguments) -> request.get(method.getName())));
    }

    private static InetSocketAddress address(String text) {
        try {
            return new InetSocketAddress(InetAddress.getByName(text), 4321);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, String> taken(RateLimit from, String address) {
        Exchange exchange = exchange();
        from.take(exchange, address(address));
        return exchange.headers();
    }

    private static Map<String, String> refused(RateLimit from, String address) {
        Exchange exchange = exchange();
        ProblemException e = assertThrows(ProblemException.class, () -> from.take(exchange, address(address)));
        assertEquals(ProblemType.RATE_LIMITED, e.type());
        String wait = exchange.headers().get("Retry-After");
        assertTrue(e.getMessage().endsWith("from this address; try again in " + wait + " s"), e.getMessage());
        return exchange.headers();
    }

    private void exhaust(String address) {
        for (int left = 2; left >= 0; left--) {
            assertTrue(taken(limit, address).get("RateLimit").startsWith("\"requests\";r=" + left + ";t="));
        }
    }

    @Test
    void aPlaceComesBackAfterAThirdOfTheTimeOfThree() {
        exhaust(ALICE);
        assertEquals("20", refused(limit, ALICE).get("Retry-After"));
        clock.pass(Duration.ofSeconds(8));
        Map<String, String> headers = refused(limit, ALICE);
        assertEquals("12", headers.get("Retry-After"));
        assertEquals("\"requests\";q=3;w=60", headers.get("RateLimit-Policy"));
        assertEquals("\"requests\";r=0;t=52", headers.get("RateLimit"));
        clock.pass(Duration.ofMillis(11_500));
        assertEquals("1", refused(limit, ALICE).get("Retry-After"));
        clock.pass(Duration.ofMillis(500));
        assertEquals("\"requests\";r=0;t=60", taken(limit, ALICE).get("RateLimit"));
        assertEquals("20", refused(limit, ALICE).get("Retry-After"));
    }

    @Test
    void afterAPauseAllMayComeAtOnceAndNoMore() {
        exhaust(ALICE);
        clock.pass(Duration.ofHours(5));
        exhaust(ALICE);
        refused(limit, ALICE);
    }

    @Test
    void oneAddressIsNotAnother() {
        exhaust(ALICE);
        refused(limit, ALICE);
        exhaust("192.0.2.2");
    }

    @Test
    void aNetworkOfIpv6IsOneClient() {
        taken(limit, "2001:db8:0:1::1");
        taken(limit, "2001:db8:0:1:ffff::2");
        taken(limit, "2001:db8:0:1:1:2:3:4");
        refused(limit, "2001:db8:0:1::99");
        exhaust("2001:db8:0:2::1");
    }

    @Test
    void aTokenIsAClientWhereverItComesFrom() {
        for (String name : List.of("alice", "bob")) {
            for (int i = 0; i < 3; i++) {
                Exchange exchange = exchange();
                exchange.caller(Optional.of(new Tokens.Caller(name, false)));
                limit.take(exchange, address("192.0.2." + i));
            }
            Exchange fourth = exchange();
            fourth.caller(Optional.of(new Tokens.Caller(name, false)));
            assertTrue(assertThrows(ProblemException.class, () -> limit.take(fourth, address("192.0.2.9")))
                    .getMessage()
                    .contains("with the token of " + name));
        }
    }

    @Test
    void whoDidNotComeForLongestIsForgottenWhenThereAreTooMany() {
        RateLimit small = new RateLimit(new RateLimit.Rate(1, Duration.ofMinutes(1)), 2, clock);
        taken(small, "192.0.2.1");
        taken(small, "192.0.2.2");
        refused(small, "192.0.2.1");
        taken(small, "192.0.2.3");
        refused(small, "192.0.2.1");
        taken(small, "192.0.2.2");
    }
}

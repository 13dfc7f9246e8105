package io.github.osgnet4j.runtime.service;

import static io.github.osgnet4j.runtime.service.ServiceFixture.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is kept of requests with deadlines, and how often their thread wakes up. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeadlinesTest {

    private static final int MANY = 10_000;
    private static final long HOUR = Duration.ofHours(1).toNanos();
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long TENTH = SECOND / 10;

    private final Deadlines deadlines = new Deadlines();
    private final List<Long> expired = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        deadlines.close();
    }

    private CompletableFuture<String> request(long left) {
        CompletableFuture<String> request = new CompletableFuture<>();
        deadlines.set(request, deadline -> expired.add(deadline.toNanos()), left, left);
        return request;
    }

    /** Each is earlier than those before, so each time the thread is to wake up earlier. */
    @Test
    void nothingIsKeptOfRequestsThatEndInTime() {
        List<CompletableFuture<String>> requests = IntStream.range(0, MANY)
                .mapToObj(i -> request(2 * HOUR - i * (HOUR / MANY)))
                .toList();
        assertEquals(MANY, deadlines.kept());
        assertEquals(1, deadlines.wakeUps());

        for (int i = 0; i < MANY; i++) {
            switch (i % 3) {
                case 0 -> requests.get(i).complete("answered");
                case 1 -> requests.get(i).completeExceptionally(new IllegalStateException("failed"));
                default -> requests.get(i).cancel(false);
            }
        }
        assertEquals(0, deadlines.kept());
        assertTrue(deadlines.wakeUps() <= 1, () -> "wake-ups: " + deadlines.wakeUps());
        assertEquals(List.of(), expired);
    }

    @Test
    void nothingIsKeptOfRequestsThatEndOneAfterTheOther() {
        for (int i = 0; i < MANY; i++) {
            request(HOUR + i).complete("answered");
        }
        assertEquals(0, deadlines.kept());
        assertTrue(deadlines.wakeUps() <= 1, () -> "wake-ups: " + deadlines.wakeUps());
    }

    /** The earliest ends in time, and the thread still wakes up for the others. */
    @Test
    void theOthersExpireOnceEach() throws InterruptedException {
        request(HOUR);
        request(SECOND + TENTH);
        request(SECOND + 2 * TENTH);
        request(SECOND).complete("answered");
        await("two have expired", () -> expired.size() == 2);
        assertEquals(List.of(SECOND + TENTH, SECOND + 2 * TENTH), expired);
        assertEquals(1, deadlines.kept());
        await("a wake-up for the last", () -> deadlines.wakeUps() == 1);
    }
}

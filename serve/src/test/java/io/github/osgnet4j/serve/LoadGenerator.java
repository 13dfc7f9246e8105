package io.github.osgnet4j.serve;

import io.github.osgnet4j.serve.Running.Got;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;

/**
 * Clients of a server on this machine, each with a connection of its own, that ask one request after the other for a
 * while.
 */
final class LoadGenerator {

    private final int port;
    private final int clients;
    private final IntFunction<String> bodies;

    /**
     * Clients.
     *
     * @param bodies for {@code /api/ground}, by number
     */
    LoadGenerator(int port, int clients, IntFunction<String> bodies) {
        this.port = port;
        this.clients = clients;
        this.bodies = bodies;
    }

    /**
     * What came of it.
     *
     * @param clients that asked
     * @param seconds they asked
     * @param sent requests
     * @param statuses how many answers had each
     * @param lost requests without an answer
     * @param perSecond answers with 200
     * @param p50 seconds of half of those
     * @param p99 seconds of all but one in a hundred of those
     * @param p999 of all but one in a thousand
     */
    record Report(
            int clients,
            double seconds,
            int sent,
            Map<Integer, Integer> statuses,
            int lost,
            double perSecond,
            double p50,
            double p99,
            double p999) {}

    /** One client's count. */
    private static final class Tally {
        private final Map<Integer, Integer> statuses = new TreeMap<>();
        private final List<Long> times = new ArrayList<>();
        private int sent;
        private int lost;
    }

    /** Runs the clients. */
    Report run(double seconds) {
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        ExecutorService pool = Executors.newFixedThreadPool(clients);
        try {
            List<CompletableFuture<Tally>> running = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                int client = i;
                running.add(CompletableFuture.supplyAsync(() -> ask(client, end), pool));
            }
            List<Tally> tallies = running.stream().map(CompletableFuture::join).toList();
            return report(tallies, (System.nanoTime() - start) / 1e9);
        } finally {
            pool.shutdown();
        }
    }

    private Tally ask(int client, long end) {
        Tally tally = new Tally();
        for (int number = client; System.nanoTime() < end; ) {
            try (Socket socket = Raw.connect(port)) {
                socket.setTcpNoDelay(true);
                boolean open = true;
                for (; open && System.nanoTime() < end; number += clients) {
                    tally.sent++;
                    open = ask(socket, bodies.apply(number), tally);
                }
            } catch (IOException e) {
                tally.lost++;
            }
        }
        return tally;
    }

    /** One request; whether the connection may be used again. */
    private static boolean ask(Socket socket, String body, Tally tally) throws IOException {
        long start = System.nanoTime();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        OutputStream out = socket.getOutputStream();
        out.write(("POST /api/ground HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                        + bytes.length + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.UTF_8));
        out.flush();
        Got got = Raw.answer(socket);
        tally.statuses.merge(got.status(), 1, Integer::sum);
        if (got.status() == 200) {
            tally.times.add(System.nanoTime() - start);
        }
        return !got.header("Connection").equalsIgnoreCase("close");
    }

    private Report report(List<Tally> tallies, double seconds) {
        Map<Integer, Integer> statuses = new TreeMap<>();
        tallies.forEach(t -> t.statuses.forEach((status, count) -> statuses.merge(status, count, Integer::sum)));
        long[] times = tallies.stream()
                .flatMap(t -> t.times.stream())
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
        return new Report(
                clients,
                seconds,
                tallies.stream().mapToInt(t -> t.sent).sum(),
                statuses,
                tallies.stream().mapToInt(t -> t.lost).sum(),
                times.length / seconds,
                quantile(times, 0.5),
                quantile(times, 0.99),
                quantile(times, 0.999));
    }

    private static double quantile(long[] sorted, double share) {
        return sorted.length == 0
                ? 0
                : sorted[(int) Math.min(sorted.length - 1L, (long) (share * sorted.length))] / 1e9;
    }
}

package io.github.osgnet4j.serve;

import io.github.osgnet4j.serve.LoadClient.Ask;
import io.github.osgnet4j.serve.Running.Got;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Clients of a server on this machine, each with a connection of its own and one request at a time. */
final class LoadGenerator {

    /** Longer than the server's own deadline: whoever has no answer by then has lost a request. */
    private static final int PATIENCE_MILLIS = 90_000;

    private final int port;
    private final List<LoadClient> clients;

    LoadGenerator(int port, int count, IntFunction<LoadClient> clients) {
        this.port = port;
        this.clients = IntStream.range(0, count).mapToObj(clients).toList();
    }

    /**
     * What came of one run or several.
     *
     * @param clients that asked
     * @param seconds until the last had its answer
     * @param offeredPerSecond requests that were sent
     * @param sent requests
     * @param statuses how many answers had each
     * @param lost requests without an answer
     * @param answeredPerSecond queries answered with windows
     * @param p50 seconds that half of those took at most
     * @param p99 that all but one in a hundred of those took at most
     * @param p999 all but one in a thousand
     */
    record Report(
            int clients,
            double seconds,
            double offeredPerSecond,
            int sent,
            Map<Integer, Integer> statuses,
            int lost,
            double answeredPerSecond,
            double p50,
            double p99,
            double p999) {

        static Report of(List<Run> runs) {
            List<Tally> tallies = runs.stream().flatMap(r -> r.tallies.stream()).toList();
            double seconds = runs.stream().mapToDouble(Run::seconds).sum();
            Map<Integer, Integer> statuses = new TreeMap<>();
            tallies.forEach(t -> t.statuses.forEach((status, count) -> statuses.merge(status, count, Integer::sum)));
            long[] times = tallies.stream()
                    .flatMap(t -> t.times.stream())
                    .mapToLong(Long::longValue)
                    .sorted()
                    .toArray();
            int sent = tallies.stream().mapToInt(t -> t.sent).sum();
            return new Report(
                    runs.get(0).tallies.size(),
                    seconds,
                    sent / seconds,
                    sent,
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

    /** One run. */
    record Run(List<Tally> tallies, double seconds) {

        /** Queries answered with windows. */
        double answeredPerSecond() {
            return tallies.stream().mapToInt(t -> t.times.size()).sum() / seconds;
        }
    }

    /** One client's count. */
    static final class Tally {
        private final Map<Integer, Integer> statuses = new TreeMap<>();
        private final List<Long> times = new ArrayList<>();
        private int sent;
        private int lost;
    }

    /** Each asks again as soon as it has its answer. */
    Run run(double seconds) {
        return run(seconds, OptionalDouble.empty());
    }

    /** Together they ask at a rate, as long as there is a client that does not wait for an answer. */
    Run run(double seconds, double perSecond) {
        return run(seconds, OptionalDouble.of(perSecond));
    }

    private Run run(double seconds, OptionalDouble perSecond) {
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        long pause = perSecond.isEmpty() ? 0 : (long) (1e9 / perSecond.getAsDouble());
        ExecutorService pool = Executors.newFixedThreadPool(clients.size());
        try {
            List<CompletableFuture<Tally>> running = IntStream.range(0, clients.size())
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> ask(clients.get(i), new Pace(start + i * pause, clients.size() * pause, end)), pool))
                    .toList();
            List<Tally> tallies = running.stream().map(CompletableFuture::join).toList();
            return new Run(tallies, (System.nanoTime() - start) / 1e9);
        } finally {
            pool.shutdown();
        }
    }

    /** When a client asks. */
    private static final class Pace {
        private final long every;
        private final long end;
        private long due;

        Pace(long first, long every, long end) {
            this.due = first;
            this.every = every;
            this.end = end;
        }

        /** Waits until the next request is due; false if it is not any more. */
        boolean await() {
            for (long now = System.nanoTime(); now < Math.min(due, end); now = System.nanoTime()) {
                LockSupport.parkNanos(Math.min(due, end) - now);
            }
            due += every;
            return System.nanoTime() < end;
        }
    }

    private Tally ask(LoadClient client, Pace pace) {
        Tally tally = new Tally();
        boolean going = pace.await();
        while (going) {
            try (Socket socket = Raw.connect(port)) {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(PATIENCE_MILLIS);
                InputStream in = new BufferedInputStream(socket.getInputStream());
                boolean open = true;
                while (open && going) {
                    tally.sent++;
                    open = ask(socket.getOutputStream(), in, client, tally);
                    going = pace.await();
                }
            } catch (IOException e) {
                tally.lost++;
                going = pace.await();
            }
        }
        return tally;
    }

    /** One request; whether the connection may be used again. */
    private static boolean ask(OutputStream out, InputStream in, LoadClient client, Tally tally) throws IOException {
        Ask ask = client.next();
        long start = System.nanoTime();
        byte[] head = ("POST " + ask.path() + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + ask.mediaType()
                        + "\r\nContent-Length: " + ask.body().length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] request = new byte[head.length + ask.body().length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(ask.body(), 0, request, head.length, ask.body().length);
        out.write(request);
        Got got = Raw.answer(in);
        tally.statuses.merge(got.status(), 1, Integer::sum);
        if (ask.query() && got.status() == 200) {
            tally.times.add(System.nanoTime() - start);
        }
        client.answered(got);
        return !got.header("Connection").equalsIgnoreCase("close");
    }
}

package io.github.osgnet4j.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.osgnet4j.benchmarks.SideBySide.Side;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.postprocess.Window;
import io.github.osgnet4j.runtime.EncodedVideo;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.GrounderOptions;
import io.github.osgnet4j.runtime.VideoInput;
import io.github.osgnet4j.runtime.service.GroundingService;
import io.github.osgnet4j.serve.NamedBundle;
import io.github.osgnet4j.serve.OsgnetServer;
import io.github.osgnet4j.serve.OsgnetServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What a query costs in a program that asks the network itself, in one that asks a service of its own, and from a server over HTTP: the
 * same queries of the same videos, on as many workers, all in one process.
 *
 * @param bundle that answers
 * @param config whose annotated queries it takes, if there is one
 */
record OverHttp(Path bundle, Optional<OsgnetConfig> config, SideBySide sides) {

    /** What part of the embedded throughput a server is to have. */
    private static final double GOAL = 0.95;

    private static final int WORKERS = Runtime.getRuntime().availableProcessors();

    /** So many that a worker which has answered finds the next request. */
    private static final int CLIENTS = 2 * WORKERS;

    /** Of a video that is sent. */
    private static final int QUERIES = 4;

    /** Requests before the first query, as many times as it is warmed up with: what all run through is compiled by then. */
    private static final int LIGHT_REQUESTS = 8;

    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final double SAME = 1e-6;
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Measures and prints.
     *
     * @throws IOException if the server refuses a query, or it or the service answers otherwise than the network itself
     */
    void measure() throws IOException {
        try (Grounder grounder =
                        Grounder.open(bundle, GrounderOptions.defaults().withIntraOpThreads(1));
                GroundingService service = GroundingService.open(bundle);
                OsgnetServer server = server();
                Clients clients = Clients.of(server.port())) {
            Asked asked = new Asked(grounder, service, clients);
            List<HttpQuestion> sent = HttpQuestion.sent(grounder.manifest(), QUERIES);
            byte[] upload = sent.get(0).upload();
            String handle = clients.send(0, upload);
            clients.warmUp(handle, LIGHT_REQUESTS * sides.warmUp());
            if (config.isPresent()) {
                List<HttpQuestion> annotated = HttpQuestion.annotated(config.get());
                encoded("Annotated queries of clips that are encoded", asked, annotated, "");
            }
            encoded("Tokens that are sent, of a video that is encoded", asked, sent, handle);
            anew("A video that is sent for " + QUERIES + " queries, each sent as tokens", asked, sent, upload);
        }
    }

    private OsgnetServer server() {
        OsgnetServerBuilder builder = OsgnetServer.builder()
                .port(0)
                .model(new NamedBundle("served", bundle))
                // Connections wait while the other sides have their turns.
                .idleTimeout(PATIENCE);
        config.ifPresent(builder::config);
        OsgnetServer server = builder.start();
        server.load();
        return server;
    }

    /** Who is asked. */
    private record Asked(Grounder grounder, GroundingService service, Clients clients) {

        List<Window> ground(EncodedVideo video, HttpQuestion question) {
            return grounder.ground(video, question.query(), question.duration());
        }

        List<Window> ground(VideoInput video, HttpQuestion question) {
            return service.ground(video, question.query(), question.duration());
        }

        /** What is compared; each is given the number of a caller, and then numbers of questions. */
        List<Side> sides(
                IntFunction<IntConsumer> embedded, IntFunction<IntConsumer> served, IntFunction<IntConsumer> http) {
            return List.of(
                    new Side("embedded", callers(WORKERS, embedded), false),
                    new Side("service", callers(CLIENTS, served), false),
                    new Side("http", callers(CLIENTS, http), true));
        }

        private static List<Runnable> callers(int count, IntFunction<IntConsumer> asking) {
            return IntStream.range(0, count)
                    .mapToObj(caller -> {
                        IntConsumer ask = asking.apply(caller);
                        int[] next = {0};
                        return (Runnable) () -> ask.accept(next[0]++);
                    })
                    .toList();
        }
    }

    /** Compares where videos are encoded before. */
    private void encoded(String what, Asked asked, List<HttpQuestion> questions, String handle) throws IOException {
        Map<String, EncodedVideo> videos = new HashMap<>();
        questions.forEach(question -> videos.computeIfAbsent(
                question.video().id(), id -> asked.grounder().encode(question.video())));
        List<byte[]> requests =
                questions.stream().map(question -> question.request(handle)).toList();
        for (int i = 0; i < requests.size(); i++) {
            HttpQuestion question = questions.get(i);
            requireSame(
                    asked.ground(videos.get(question.video().id()), question),
                    asked.ground(question.video(), question),
                    asked.clients().ask(0, requests.get(i)));
        }
        int count = questions.size();
        sides.compare(
                what,
                asked.sides(
                        caller -> i -> {
                            HttpQuestion question = questions.get(i % count);
                            asked.ground(videos.get(question.video().id()), question);
                        },
                        caller -> i -> {
                            HttpQuestion question = questions.get(i % count);
                            asked.ground(question.video(), question);
                        },
                        caller -> i -> asked.clients().ask(caller, requests.get(i % count))),
                GOAL);
    }

    /** Compares where each video is encoded for a few queries. */
    private void anew(String what, Asked asked, List<HttpQuestion> questions, byte[] upload) throws IOException {
        int count = questions.size();
        VideoInput video = questions.get(0).video();
        EncodedVideo once = asked.grounder().encode(video);
        String again = asked.clients().send(0, upload);
        for (HttpQuestion question : questions) {
            requireSame(
                    asked.ground(once, question),
                    asked.ground(new VideoInput("anew", video.features(), video.steps()), question),
                    asked.clients().ask(0, question.request(again)));
        }
        sides.compare(
                what,
                asked.sides(
                        caller -> {
                            EncodedVideo[] encoded = new EncodedVideo[1];
                            return i -> {
                                if (i % count == 0) {
                                    encoded[0] = asked.grounder().encode(video);
                                }
                                asked.ground(encoded[0], questions.get(i % count));
                            };
                        },
                        caller -> i -> asked.ground(
                                new VideoInput(caller + "-" + i / count, video.features(), video.steps()),
                                questions.get(i % count)),
                        caller -> {
                            String[] handle = {""};
                            return i -> {
                                if (i % count == 0) {
                                    handle[0] = asked.clients().send(caller, upload);
                                }
                                asked.clients()
                                        .ask(caller, questions.get(i % count).request(handle[0]));
                            };
                        }),
                GOAL);
    }

    /** All sides answer the same, or there is nothing to compare. */
    private static void requireSame(List<Window> expected, List<Window> served, KeepAliveClient answered)
            throws IOException {
        List<Window> overHttp = new ArrayList<>();
        for (JsonNode found : JSON.readTree(answered.body()).path("windows")) {
            overHttp.add(new Window(
                    found.path("start").asDouble(-1),
                    found.path("end").asDouble(-1),
                    found.path("score").asDouble(-1)));
        }
        if (!same(expected, served) || !same(expected, overHttp)) {
            throw new IOException(
                    "The server answers " + overHttp + ", the service " + served + ", the network itself " + expected);
        }
    }

    private static boolean same(List<Window> expected, List<Window> found) {
        boolean same = found.size() == expected.size();
        for (int i = 0; same && i < expected.size(); i++) {
            same = Math.abs(found.get(i).start() - expected.get(i).start()) < SAME
                    && Math.abs(found.get(i).end() - expected.get(i).end()) < SAME
                    && Math.abs(found.get(i).score() - expected.get(i).score()) < SAME;
        }
        return same;
    }

    /** Connections of as many clients. */
    private record Clients(List<KeepAliveClient> all) implements AutoCloseable {

        static Clients of(int port) throws IOException {
            Clients clients = new Clients(new ArrayList<>());
            boolean complete = false;
            try {
                for (int i = 0; i < CLIENTS; i++) {
                    clients.all().add(new KeepAliveClient(port));
                }
                complete = true;
                return clients;
            } finally {
                if (!complete) {
                    clients.close();
                }
            }
        }

        KeepAliveClient ask(int client, byte[] request) {
            try {
                all.get(client).ask(request);
                return all.get(client);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Asks for a video that was sent, which takes the way of a query and leaves out the network. */
        void warmUp(String handle, int requests) {
            byte[] request = KeepAliveClient.get("/api/videos/" + handle);
            all.parallelStream().forEach(client -> {
                for (int i = 0; i < requests / CLIENTS; i++) {
                    ask(all.indexOf(client), request);
                }
            });
        }

        /** Sends a video, and gives its handle. */
        String send(int client, byte[] upload) {
            try {
                return JSON.readTree(ask(client, upload).body()).path("video").textValue();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            for (KeepAliveClient client : all) {
                client.close();
            }
        }
    }
}

package io.github.osgnet4j.cli.bench;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * What ONNX Runtime wrote down of the last run of a graph.
 *
 * @param nodes in the order in which they ran
 */
record Trace(List<Node> nodes) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KERNEL = "_kernel_time";
    private static final Set<String> WITH_BODIES = Set.of("Scan", "If", "Loop");

    /**
     * A node that ran.
     *
     * @param operator such as {@code MatMul}
     * @param micros it took, its body included
     * @param inner whether it is inside the body of another node, which counts its time
     * @param operations multiplications and additions of its product or convolution; 0 of others
     */
    record Node(String operator, long micros, boolean inner, double operations) {}

    private record Event(String operator, long start, long micros, JsonNode arguments) {}

    Trace {
        nodes = List.copyOf(nodes);
    }

    /**
     * Reads a file of a graph that ran at least once.
     *
     * @throws IOException if it cannot be read
     */
    static Trace read(Path file) throws IOException {
        List<Event> events = new ArrayList<>();
        long lastRun = 0;
        try (JsonParser parser = JSON.createParser(file.toFile())) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                JsonNode event = JSON.readTree(parser);
                String name = event.path("name").asText();
                long start = event.path("ts").asLong();
                if (name.equals("model_run")) {
                    lastRun = Math.max(lastRun, start);
                } else if (event.path("cat").asText().equals("Node") && name.endsWith(KERNEL)) {
                    JsonNode arguments = event.path("args");
                    events.add(new Event(
                            arguments.path("op_name").asText(),
                            start,
                            event.path("dur").asLong(),
                            arguments));
                }
            }
        }
        long from = lastRun;
        return new Trace(nodes(events.stream().filter(e -> e.start() >= from).toList()));
    }

    /** An outer node comes before those of its body: it begins no later and takes no less. */
    private static List<Node> nodes(List<Event> events) {
        List<Event> ordered = events.stream()
                .sorted(Comparator.comparingLong(Event::start)
                        .thenComparing(Comparator.comparingLong(Event::micros).reversed()))
                .toList();
        List<Node> nodes = new ArrayList<>();
        long bodyEnd = Long.MIN_VALUE;
        for (Event e : ordered) {
            boolean inner = e.start() < bodyEnd;
            if (!inner && WITH_BODIES.contains(e.operator())) {
                bodyEnd = e.start() + e.micros();
            }
            double operations = NodeWork.of(e.operator(), e.arguments(), inner);
            nodes.add(new Node(e.operator(), e.micros(), inner, operations));
        }
        return nodes;
    }

    /** Multiplications and additions of all products and convolutions. */
    double operations() {
        return nodes.stream().mapToDouble(Node::operations).sum();
    }
}

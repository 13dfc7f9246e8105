package io.github.osgnet4j.cli.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.osgnet4j.cli.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What ONNX Runtime wrote down about the runs of one graph.
 *
 * @param graph its name
 * @param nodes of the outermost graph, thread after thread, in the order they ran
 * @param runs when the graph began to run, in microseconds since the trace began, ascending
 * @param uncounted operators whose work is not known
 */
record Trace(String graph, List<NodeRun> nodes, List<Long> runs, Set<String> uncounted) {

    /** ONNX Runtime keeps no more events and says so only in its log. */
    static final int LIMIT = 1_000_000;

    private static final String SUFFIX = "_kernel_time";

    /** The traces in a folder, in the order of their names. */
    static List<Trace> readAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Trace> traces = new ArrayList<>();
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
                traces.add(read(file));
            }
            return traces;
        }
    }

    /**
     * Reads a trace.
     *
     * @throws CommandException if ONNX Runtime ran out of space for it
     */
    static Trace read(Path file) throws IOException {
        Reader reader = new Reader();
        int events = 0;
        try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
            if (json.nextToken() != JsonToken.START_ARRAY) {
                throw new CommandException(file + ": not a trace of ONNX Runtime");
            }
            while (json.nextToken() == JsonToken.START_OBJECT) {
                reader.event(json);
                events++;
            }
        }
        if (events >= LIMIT) {
            throw new CommandException(
                    file + ": ONNX Runtime keeps " + LIMIT + " events at most; measure fewer steps or queries");
        }
        String name = file.getFileName().toString();
        return reader.trace(name.substring(0, Math.max(0, name.indexOf('_'))));
    }

    /** The second half of the runs: the first warms up. */
    Trace secondHalf() {
        if (runs.isEmpty()) {
            return this;
        }
        long from = runs.get(runs.size() / 2);
        return new Trace(
                graph,
                nodes.stream().filter(node -> node.start() >= from).toList(),
                runs.subList(runs.size() / 2, runs.size()),
                uncounted);
    }

    /** Collects the events of a file; nodes inside others go to those. */
    private static final class Reader {

        private final Map<String, String> names = new HashMap<>();
        private final Map<Long, List<NodeRun>> threads = new HashMap<>();
        private final List<Long> runs = new ArrayList<>();
        private final Set<String> uncounted = new TreeSet<>();

        private String category;
        private String name;
        private long thread;
        private long start;
        private long duration;
        private String operator;
        private List<long[]> inputs;
        private List<long[]> outputs;

        void event(JsonParser json) throws IOException {
            category = "";
            operator = "";
            inputs = List.of();
            outputs = List.of();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "cat" -> category = json.getText();
                    case "name" -> name = json.getText();
                    case "tid" -> thread = json.getLongValue();
                    case "ts" -> start = json.getLongValue();
                    case "dur" -> duration = json.getLongValue();
                    case "args" -> arguments(json);
                    default -> json.skipChildren();
                }
            }
            if (category.equals("Node") && name.endsWith(SUFFIX)) {
                threads.computeIfAbsent(thread, t -> new ArrayList<>()).add(node());
            } else if (name.equals("model_run")) {
                runs.add(start);
            }
        }

        private void arguments(JsonParser json) throws IOException {
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "op_name" -> operator = intern(json.getText());
                    case "input_type_shape" -> inputs = shapes(json);
                    case "output_type_shape" -> outputs = shapes(json);
                    default -> json.skipChildren();
                }
            }
        }

        /** [{"float":[1,2]},{"int64":[]}] */
        private static List<long[]> shapes(JsonParser json) throws IOException {
            List<long[]> shapes = new ArrayList<>();
            while (json.nextToken() == JsonToken.START_OBJECT) {
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    json.nextToken();
                    long[] dims = new long[16];
                    int rank = 0;
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        dims[rank++] = json.getLongValue();
                    }
                    shapes.add(Arrays.copyOf(dims, rank));
                }
            }
            return shapes;
        }

        private NodeRun node() {
            OptionalDouble flops = NodeWork.flops(operator, inputs, outputs);
            if (flops.isEmpty()) {
                uncounted.add(operator);
            }
            String plain = intern(name.substring(0, name.length() - SUFFIX.length()));
            return new NodeRun(plain, operator, start, duration, 0, flops.orElse(0));
        }

        private String intern(String text) {
            return names.computeIfAbsent(text, t -> t);
        }

        Trace trace(String graph) {
            List<NodeRun> outermost = new ArrayList<>();
            threads.values().forEach(nodes -> outermost.addAll(outermost(nodes)));
            return new Trace(graph, outermost, runs.stream().sorted().toList(), uncounted);
        }

        /** A thread runs the nodes of a body while it runs the node that holds it. */
        private static List<NodeRun> outermost(List<NodeRun> nodes) {
            nodes.sort(Comparator.comparingLong(NodeRun::start)
                    .thenComparing(Comparator.comparingLong(NodeRun::duration).reversed()));
            List<NodeRun> result = new ArrayList<>();
            for (NodeRun node : nodes) {
                int last = result.size() - 1;
                if (last >= 0 && within(node, result.get(last))) {
                    result.set(last, result.get(last).with(node));
                } else {
                    result.add(node);
                }
            }
            return result;
        }

        private static boolean within(NodeRun node, NodeRun holder) {
            return NodeRun.holdsGraph(holder.operator()) && node.start() < holder.start() + holder.duration();
        }
    }
}

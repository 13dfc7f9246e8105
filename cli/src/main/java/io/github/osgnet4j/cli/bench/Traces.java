package io.github.osgnet4j.cli.bench;

import io.github.osgnet4j.cli.bench.BenchResult.OperatorTime;
import io.github.osgnet4j.cli.bench.BenchResult.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The traces of a query alone: of the graph that encodes the video, and of those that run for each query.
 *
 * @param video the former
 * @param query the latter
 */
record Traces(Trace video, List<Trace> query) {

    private static final String VIDEO = "video_";

    /**
     * Reads the files of a folder, one for each graph.
     *
     * @throws IOException if one cannot be read
     */
    static Traces read(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> listed = Files.list(folder)) {
            files = listed.sorted().toList();
        }
        List<Trace> query = new ArrayList<>();
        Trace video = new Trace(List.of());
        for (Path file : files) {
            Trace trace = Trace.read(file);
            if (file.getFileName().toString().startsWith(VIDEO)) {
                video = trace;
            } else {
                query.add(trace);
            }
        }
        return new Traces(video, query);
    }

    /** The work, and the time by operator, most first. */
    Profile profile() {
        Map<String, List<Trace.Node>> byOperator = new TreeMap<>();
        Stream.concat(Stream.of(video), query.stream())
                .flatMap(trace -> trace.nodes().stream())
                .filter(node -> !node.inner())
                .forEach(node -> byOperator
                        .computeIfAbsent(node.operator(), name -> new ArrayList<>())
                        .add(node));
        List<OperatorTime> operators = byOperator.entrySet().stream()
                .map(entry -> time(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingDouble(OperatorTime::seconds).reversed())
                .toList();
        double ofQuery = query.stream().mapToDouble(Trace::operations).sum();
        return new Profile(video.operations(), ofQuery, operators);
    }

    private static OperatorTime time(String operator, List<Trace.Node> nodes) {
        double seconds = nodes.stream().mapToLong(Trace.Node::micros).sum() / 1e6;
        double operations = nodes.stream().mapToDouble(Trace.Node::operations).sum();
        return new OperatorTime(operator, nodes.size(), seconds, operations);
    }
}

package io.github.osgnet4j.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.osgnet4j.cli.bench.BenchResult.Counts;
import io.github.osgnet4j.cli.bench.BenchResult.Endurance;
import io.github.osgnet4j.cli.bench.BenchResult.Growth;
import io.github.osgnet4j.cli.bench.BenchResult.Memory;
import io.github.osgnet4j.cli.bench.BenchResult.Setup;
import io.github.osgnet4j.cli.bench.BenchResult.Times;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A benchmark's result for programs; the schema is in docs/performance.md. */
public final class BenchJson {

    /** Version of the schema. */
    static final int FORMAT = 1;

    private static final int MOST_EXPENSIVE = 50;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private BenchJson() {}

    /** The result as UTF-8. */
    public static byte[] bytes(BenchResult result) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("format", FORMAT);
        setup(root.putObject("setup"), result.setup());
        result.times().ifPresent(times -> times(root.putObject("times"), result, times));
        result.counts().ifPresent(counts -> {
            work(root.putObject("work"), counts);
            hotspots(root.putObject("hotspots"), counts.ofClip());
        });
        memory(root.putObject("memory"), result.memory());
        result.fit().ifPresent(growth -> growth(root.putObject("growth"), growth));
        result.endurance().ifPresent(run -> endurance(root.putObject("endurance"), run));
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void setup(ObjectNode node, Setup s) {
        node.put("bundle", s.bundle())
                .put("provider", s.provider())
                .put("threads", s.threads())
                .put("processors", s.processors())
                .put("onnxruntime", s.onnxRuntime())
                .put("java", s.java())
                .put("clips", s.clips())
                .put("longest_clip_steps", s.longestClip())
                .put("queries", s.queries())
                .put("queries_with_objects", s.queriesWithObjects())
                .put("object_share", s.objectShare())
                .put("objects_per_step", s.objectsPerStep());
    }

    private static void times(ObjectNode node, BenchResult result, Times t) {
        ObjectNode machine = node.putObject("sgemm_flops_per_second");
        series(machine, "one_thread", t.one());
        series(machine, "all_threads", t.all());
        series(machine, "callers", t.callers());
        ObjectNode seconds = node.putObject("seconds");
        series(seconds, "open", t.open());
        series(seconds, "encode", t.encode());
        series(seconds, "query_alone", t.query());
        series(seconds, "ranking", t.ranking());
        series(seconds, "query_of_clip", t.ofClip());
        if (result.setup().comparable()) {
            comparison(node, result, t);
        }
    }

    private static void comparison(ObjectNode node, BenchResult result, Times t) {
        ObjectNode efficiency = node.putObject("efficiency");
        series(efficiency, "query_alone", t.queryEfficiency());
        series(efficiency, "query_alone_with_encoding", t.firstEfficiency());
        series(efficiency, "query_of_clip", t.clipEfficiency());
        series(efficiency, "query_of_clip_of_callers", t.clipEfficiencyOfCallers());
        Counts counts = result.counts().orElseThrow();
        double clipRanking = t.ranking().median() / result.setup().threads();
        parts(
                node.putObject("seconds_by_part_query_of_clip"),
                Split.of(counts.ofClip(), t.ofClip().median(), clipRanking));
        parts(
                node.putObject("seconds_by_part_query_alone_with_encoding"),
                Split.of(
                        counts.alone(),
                        t.encode().median() + t.query().median(),
                        t.ranking().median()));
    }

    private static void series(ObjectNode node, String name, Series series) {
        ObjectNode figures = node.putObject(name);
        figures.put("median", series.median()).put("min", series.min()).put("max", series.max());
        ArrayNode values = figures.putArray("values");
        for (double value : series.values()) {
            values.add(value);
        }
    }

    private static void parts(ObjectNode node, Map<Part, Double> values) {
        values.forEach((part, value) -> node.put(part.key(), value));
    }

    private static void work(ObjectNode node, Counts c) {
        ObjectNode executed = node.putObject("executed_flops");
        executed.put("query_alone", c.aloneQuery().total());
        executed.put("query_alone_with_encoding", c.alone().work().total());
        executed.put("query_of_clip", c.ofClip().work().total());
        parts(executed.putObject("query_of_clip_by_part"), c.ofClip().work().parts());
        ObjectNode official = node.putObject("official_flops");
        official.put("query_alone_with_encoding", c.officialAlone().total());
        official.put("query_of_clip", c.officialOfClip().total());
        parts(official.putObject("query_of_clip_by_part"), c.officialOfClip().parts());
        ArrayNode uncounted = node.putArray("uncounted_operators");
        c.ofClip().uncounted().forEach(uncounted::add);
    }

    private static void hotspots(ObjectNode node, Profile profile) {
        costs(node.putArray("operators"), profile.operators());
        costs(node.putArray("nodes"), profile.nodes());
    }

    private static void costs(ArrayNode array, List<Profile.Cost> costs) {
        for (Profile.Cost c : costs.subList(0, Math.min(MOST_EXPENSIVE, costs.size()))) {
            array.addObject()
                    .put("name", c.name())
                    .put("calls", c.calls())
                    .put("seconds", c.seconds())
                    .put("flops", c.flops());
        }
    }

    private static void memory(ObjectNode node, Memory m) {
        bytes(node, "before_bytes", m.before());
        bytes(node, "opened_bytes", m.opened());
        bytes(node, "peak_bytes", m.peak());
    }

    private static void bytes(ObjectNode node, String name, OptionalLong bytes) {
        bytes.ifPresent(value -> node.put(name, value));
    }

    private static void growth(ObjectNode node, Growth g) {
        ArrayNode lengths = node.putArray("lengths");
        g.lengths().forEach(length -> {
            ObjectNode one = lengths.addObject().put("steps", length.steps());
            series(one, "encode_seconds", length.encode());
            series(one, "query_seconds", length.query());
            bytes(one, "resident_bytes", length.resident());
        });
        fit(node.putObject("encode"), g.encode());
        fit(node.putObject("query"), g.query());
    }

    private static void fit(ObjectNode node, LinearFit fit) {
        node.put("seconds_per_step", fit.slope())
                .put("intercept_seconds", fit.intercept())
                .put("r2", fit.r2());
    }

    private static void endurance(ObjectNode node, Endurance e) {
        node.put("queries_per_second", e.queriesPerSecond()).put("growth_bytes_per_query", e.bytesPerQuery());
        bytes(node, "peak_bytes", e.peak());
        ArrayNode samples = node.putArray("samples");
        e.samples()
                .forEach(sample -> samples.addObject()
                        .put("queries", sample.queries())
                        .put("resident_bytes", sample.resident())
                        .put("heap_bytes", sample.heap()));
    }
}

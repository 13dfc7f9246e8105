package io.github.osgnet4j.cli.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Where the time of some runs went.
 *
 * @param seconds by part
 * @param work by part
 * @param operators by name, the most expensive first
 * @param nodes by name, the most expensive first
 * @param uncounted operators whose work is not known
 */
record Profile(Map<Part, Double> seconds, Work work, List<Cost> operators, List<Cost> nodes, Set<String> uncounted) {

    /**
     * What one operator or node took.
     *
     * @param calls how often it ran
     */
    record Cost(String name, double calls, double seconds, double flops) {

        private Cost plus(Cost other) {
            return new Cost(name, calls + other.calls, seconds + other.seconds, flops + other.flops);
        }
    }

    /**
     * Adds up traces.
     *
     * @param overheadPerInnerNode seconds that writing down a node of an inner graph adds to the node that holds it
     */
    static Profile of(List<Trace> traces, double overheadPerInnerNode) {
        Map<Part, Double> seconds = new EnumMap<>(Part.class);
        Map<Part, Double> flops = new EnumMap<>(Part.class);
        Map<String, Cost> operators = new HashMap<>();
        Map<String, Cost> nodes = new HashMap<>();
        Set<String> uncounted = new TreeSet<>();
        for (Trace trace : traces) {
            uncounted.addAll(trace.uncounted());
            // Fused nodes lose their names; they belong to what ran before them.
            Part module = Part.OTHER;
            for (NodeRun node : trace.nodes()) {
                boolean named = node.name().indexOf('/') >= 0;
                module = Part.of(node.name()).orElse(named ? Part.OTHER : module);
                Part part = node.scans() ? Part.SCAN : module;
                double took = node.seconds(overheadPerInnerNode);
                seconds.merge(part, took, Double::sum);
                flops.merge(part, node.flops(), Double::sum);
                add(operators, new Cost(node.operator(), 1, took, node.flops()));
                add(nodes, new Cost(node.name(), 1, took, node.flops()));
            }
        }
        return new Profile(seconds, new Work(flops), sorted(operators), sorted(nodes), uncounted);
    }

    private static void add(Map<String, Cost> costs, Cost cost) {
        costs.merge(cost.name(), cost, Cost::plus);
    }

    private static List<Cost> sorted(Map<String, Cost> costs) {
        return costs.values().stream()
                .sorted(Comparator.comparingDouble(Cost::seconds).reversed().thenComparing(Cost::name))
                .toList();
    }

    /** Seconds of all nodes. */
    double total() {
        return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** This profile and another one, of other graphs or runs. */
    Profile plus(Profile other) {
        Map<Part, Double> sum = new EnumMap<>(Part.class);
        sum.putAll(seconds);
        other.seconds.forEach((part, s) -> sum.merge(part, s, Double::sum));
        Set<String> unknown = new TreeSet<>(uncounted);
        unknown.addAll(other.uncounted);
        return new Profile(
                sum, work.plus(other.work), merged(other, Profile::operators), merged(other, Profile::nodes), unknown);
    }

    private List<Cost> merged(Profile other, Function<Profile, List<Cost>> costs) {
        Map<String, Cost> merged = new HashMap<>();
        List<Cost> both = new ArrayList<>(costs.apply(this));
        both.addAll(costs.apply(other));
        both.forEach(cost -> add(merged, cost));
        return sorted(merged);
    }

    /** An average run of {@code count}. */
    Profile per(double count) {
        Map<Part, Double> each = new EnumMap<>(Part.class);
        seconds.forEach((part, s) -> each.put(part, s / count));
        return new Profile(each, work.times(1 / count), per(operators, count), per(nodes, count), uncounted);
    }

    private static List<Cost> per(List<Cost> costs, double count) {
        return costs.stream()
                .map(c -> new Cost(c.name(), c.calls() / count, c.seconds() / count, c.flops() / count))
                .toList();
    }
}

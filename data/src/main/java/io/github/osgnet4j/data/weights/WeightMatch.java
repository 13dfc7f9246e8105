package io.github.osgnet4j.data.weights;

import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.network.Parameter;
import io.github.osgnet4j.network.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Weights held against what a network asks for, by name and shape.
 *
 * @param matched the tensors that fit, in the network's order
 * @param missing parameters without a tensor of their name
 * @param unexpected names of tensors that no parameter has
 * @param misshapen parameters whose tensor has another shape
 */
public record WeightMatch(
        Map<String, NamedTensor> matched, List<Parameter> missing, List<String> unexpected, List<Misshapen> misshapen) {

    private static final int LISTED = 40;

    /** A parameter and the shape found for it. */
    public record Misshapen(Parameter parameter, long[] found) {}

    /** Matches tensors by name with the parameters of a network, the shot branch included. */
    public static WeightMatch of(NetworkSpec spec, Map<String, NamedTensor> tensors) {
        Map<String, NamedTensor> matched = new LinkedHashMap<>();
        List<Parameter> missing = new ArrayList<>();
        List<Misshapen> misshapen = new ArrayList<>();
        Set<String> unexpected = new LinkedHashSet<>(tensors.keySet());
        for (Parameter p : Parameters.of(spec)) {
            NamedTensor t = tensors.get(p.name());
            unexpected.remove(p.name());
            if (t == null) {
                missing.add(p);
            } else if (!Arrays.equals(t.shape(), p.shape())) {
                misshapen.add(new Misshapen(p, t.shape()));
            } else {
                matched.put(p.name(), t);
            }
        }
        return new WeightMatch(matched, missing, List.copyOf(unexpected), misshapen);
    }

    /** Whether every parameter has its tensor and no tensor is left over. */
    public boolean exact() {
        return missing.isEmpty() && unexpected.isEmpty() && misshapen.isEmpty();
    }

    /** What does not fit, one line a name, long lists cut; empty if all fits. */
    public String mismatches() {
        StringBuilder text = new StringBuilder();
        list(
                text,
                "missing",
                missing.stream()
                        .map(p -> p.name() + " " + Arrays.toString(p.shape()))
                        .toList());
        list(text, "unexpected", unexpected);
        list(
                text,
                "misshapen",
                misshapen.stream()
                        .map(m -> m.parameter().name() + ": expected "
                                + Arrays.toString(m.parameter().shape()) + ", found " + Arrays.toString(m.found()))
                        .toList());
        return text.toString();
    }

    private static void list(StringBuilder text, String title, List<String> names) {
        if (names.isEmpty()) {
            return;
        }
        text.append(names.size()).append(' ').append(title).append(":\n");
        names.stream()
                .limit(LISTED)
                .forEach(name ->
                        text.append("  ").append(name.replace("\n", "\\n")).append('\n'));
        if (names.size() > LISTED) {
            text.append("  and ").append(names.size() - LISTED).append(" more\n");
        }
    }
}

package io.github.osgnet4j.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Weights held against what a network asks for, by name and shape.
 *
 * @param matched the tensors that fit, in the network's order
 * @param misfits parameters without a tensor of their name and shape
 * @param unexpected names of tensors that no parameter has
 */
public record WeightMatch(Map<String, NamedTensor> matched, List<Misfit> misfits, List<String> unexpected) {

    private static final int LISTED = 40;

    /**
     * A parameter that no tensor fits.
     *
     * @param found the shape of the tensor of its name; empty if there is none
     */
    public record Misfit(Parameter parameter, Optional<long[]> found) {

        /** Whether there is no tensor of the parameter's name. */
        public boolean missing() {
            return found.isEmpty();
        }
    }

    /** Matches tensors by name with the parameters of a network, the shot branch included if the spec has one. */
    public static WeightMatch of(NetworkSpec spec, Map<String, NamedTensor> tensors) {
        Map<String, NamedTensor> matched = new LinkedHashMap<>();
        List<Misfit> misfits = new ArrayList<>();
        Set<String> unexpected = new LinkedHashSet<>(tensors.keySet());
        for (Parameter p : Parameters.of(spec)) {
            NamedTensor t = tensors.get(p.name());
            unexpected.remove(p.name());
            if (t != null && Arrays.equals(t.shape(), p.shape())) {
                matched.put(p.name(), t);
            } else {
                misfits.add(new Misfit(p, Optional.ofNullable(t).map(NamedTensor::shape)));
            }
        }
        return new WeightMatch(matched, misfits, List.copyOf(unexpected));
    }

    /** Whether every parameter has its tensor and no tensor is left over. */
    public boolean exact() {
        return misfits.isEmpty() && unexpected.isEmpty();
    }

    /** What keeps the network from being run: each parameter that is missing, has another shape or is not finite. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        for (Misfit m : misfits) {
            String name = m.parameter().name();
            problems.add(m.found()
                    .map(found -> name + " has shape " + Arrays.toString(found) + ", expected "
                            + Arrays.toString(m.parameter().shape()))
                    .orElse(name + " is missing"));
        }
        matched.forEach((name, tensor) -> {
            if (!tensor.finite()) {
                problems.add(name + " holds NaN or infinity");
            }
        });
        return problems;
    }

    /** What does not fit, one line a name, long lists cut; empty if all fits. */
    public String mismatches() {
        List<String> missing = new ArrayList<>();
        List<String> misshapen = new ArrayList<>();
        for (Misfit m : misfits) {
            String name = m.parameter().name();
            String shape = Arrays.toString(m.parameter().shape());
            m.found()
                    .ifPresentOrElse(
                            found -> misshapen.add(name + ": expected " + shape + ", found " + Arrays.toString(found)),
                            () -> missing.add(name + " " + shape));
        }
        return list("missing", missing) + list("unexpected", unexpected) + list("misshapen", misshapen);
    }

    private static String list(String title, List<String> names) {
        if (names.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder(names.size() + " " + title + ":\n");
        names.stream()
                .limit(LISTED)
                .forEach(name ->
                        text.append("  ").append(name.replace("\n", "\\n")).append('\n'));
        if (names.size() > LISTED) {
            text.append("  and ").append(names.size() - LISTED).append(" more\n");
        }
        return text.toString();
    }
}

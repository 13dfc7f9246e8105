package io.github.osgnet4j.data.weights;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The order in which the official network's {@code state_dict()} names its parameters: module by module, each with its
 * parts in the order they are made.
 */
public final class StateDictOrder {

    /** Modules whose parts are made in another order than the network's parameters are listed here. */
    private static final List<List<String>> MADE = List.of(
            List.of(
                    "ln1",
                    "ln2",
                    "ln_obj_mlp",
                    "ln_gate_mlp",
                    "mamba",
                    "ln_mamba",
                    "mamba_mlp",
                    "obj_attn",
                    "ln_obj",
                    "cross_attn",
                    "ln3",
                    "mlp",
                    "obj_mlp",
                    "gate_mlp",
                    "drop_path_attn",
                    "drop_path_mlp",
                    "drop_path_obj_mlp",
                    "drop_path_mamba"),
            List.of(
                    "A_log",
                    "D",
                    "A_b_log",
                    "D_b",
                    "in_proj",
                    "conv1d",
                    "x_proj",
                    "dt_proj",
                    "conv1d_b",
                    "x_proj_b",
                    "dt_proj_b",
                    "out_proj"),
            List.of("head", "norm", "scale", "offset_head"));

    private StateDictOrder() {}

    /**
     * Names in that order.
     *
     * @param names of parameters, as {@link io.github.osgnet4j.network.Parameters} lists them; any others keep their
     *     order within their module
     */
    public static List<String> of(Collection<String> names) {
        List<String> ordered = new ArrayList<>();
        add(ordered, "", List.copyOf(names));
        return ordered;
    }

    /** Adds the names of a module, which all begin with its name. */
    private static void add(List<String> ordered, String module, List<String> names) {
        Map<String, List<String>> parts = new LinkedHashMap<>();
        for (String name : names) {
            int end = name.indexOf('.', module.length());
            String part = end < 0 ? name.substring(module.length()) : name.substring(module.length(), end);
            parts.computeIfAbsent(part, p -> new ArrayList<>()).add(name);
        }
        List<String> made = new ArrayList<>(parts.keySet());
        MADE.stream()
                .filter(order -> made.size() > 2 && order.containsAll(made))
                .findFirst()
                .ifPresent(order -> made.sort(Comparator.comparing(order::indexOf)));
        for (String part : made) {
            List<String> within = parts.get(part);
            if (within.size() == 1) {
                ordered.addAll(within);
            } else {
                add(ordered, module + part + ".", within);
            }
        }
    }
}

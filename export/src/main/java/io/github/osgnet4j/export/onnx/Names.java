package io.github.osgnet4j.export.onnx;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The names given in one model: nodes and tensors of all its graphs, each kind unique. */
final class Names {

    private final Set<String> tensors = new HashSet<>();
    private final Set<String> nodes = new HashSet<>();
    private final Map<String, Integer> next = new HashMap<>();

    /** Takes exactly this name for a tensor. */
    void reserve(String tensor) {
        if (tensor.isEmpty() || !tensors.add(tensor)) {
            throw new GraphException("The tensor name '" + tensor + "' is empty or taken");
        }
    }

    /** A tensor name not taken yet: the wished one, else numbered. */
    String tensor(String wish) {
        return unique(tensors, wish);
    }

    /** The name that {@link #tensor} would give, without taking it. */
    String free(String wish) {
        String name = wish;
        for (int i = 1; tensors.contains(name); i++) {
            name = wish + "_" + i;
        }
        return name;
    }

    /** A node name not taken yet: the wished one, else numbered. */
    String node(String wish) {
        return unique(nodes, wish);
    }

    private String unique(Set<String> taken, String wish) {
        String name = wish;
        while (!taken.add(name)) {
            name = wish + "_" + next.merge(wish, 1, Integer::sum);
        }
        return name;
    }
}

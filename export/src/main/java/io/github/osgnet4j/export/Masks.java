package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.Dim;
import io.github.osgnet4j.export.onnx.ElementType;
import io.github.osgnet4j.export.onnx.Layout;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.Operator;
import io.github.osgnet4j.export.onnx.Value;
import io.github.osgnet4j.network.Lengths;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Masks of the real steps of a batch, as tensors; each is created once, on demand. */
final class Masks {

    /** Added to a logit, it leaves nothing after a softmax, and unlike infinity never makes a NaN. */
    private static final float NEVER = -1e30f;

    private final OnnxGraph graph;
    private final Layout layout;
    private final Map<Key, Value> made = new HashMap<>();
    private final Map<Value, Dim> longest = new HashMap<>();

    private record Key(Value source, Dim steps, String kind) {}

    Masks(OnnxGraph graph, Layout layout) {
        this.graph = graph;
        this.layout = layout;
    }

    /** Whether all {@code steps} are known to be real. */
    boolean none(Lengths<Value> lengths, Dim steps) {
        return lengths.isFull()
                || lengths.values().contents().filter(List.of(steps)::equals).isPresent();
    }

    /** Booleans (B, T), true at real steps. */
    Value real(Lengths<Value> lengths, Dim steps) {
        return made(lengths.values(), steps, "real", () -> {
            Value positions = layout.unsqueeze(layout.range(steps), 0);
            return graph.apply(Operator.LESS, positions, layout.unsqueeze(lengths.values(), 1));
        });
    }

    /** (B, T, 1): 1 at real steps, 0 at padding. */
    Value factor(Lengths<Value> lengths, Dim steps) {
        return made(
                lengths.values(),
                steps,
                "factor",
                () -> layout.unsqueeze(layout.cast(real(lengths, steps), ElementType.FLOAT), 2));
    }

    /** (B, 1, 1, L): what a logit of a key gets added, 0 or so much less that nothing is left of it. */
    Value keyPenalty(Lengths<Value> lengths, Dim steps) {
        return made(lengths.values(), steps, "penalty", () -> layout.unsqueeze(penalty(real(lengths, steps)), 1, 2));
    }

    /** 0 where something is, elsewhere so little that a softmax leaves nothing. */
    Value penalty(Value there) {
        return graph.apply(Operator.WHERE, there, graph.constant(0f), graph.constant(NEVER));
    }

    /** The most real steps of any sample. */
    Dim longest(Lengths<Value> lengths) {
        Value values = lengths.values();
        Optional<Dim> known = values.contents().filter(c -> c.size() == 1).map(c -> c.get(0));
        if (known.isPresent()) {
            return known.get();
        }
        if (!longest.containsKey(values)) {
            nameLongest(values, "longest_" + (longest.size() + 1));
        }
        return longest.get(values);
    }

    /** Gives the most real steps of any sample a name of their own, before anyone asks. */
    void nameLongest(Value lengths, String symbol) {
        graph.bind(symbol, scoped(() -> graph.apply(Operator.REDUCE_MAX, lengths, graph.integers(0))));
        longest.put(lengths, Dim.symbol(symbol));
    }

    private Value made(Value source, Dim steps, String kind, Supplier<Value> make) {
        Key key = new Key(source, steps, kind);
        Value known = made.get(key);
        if (known == null) {
            known = scoped(make);
            made.put(key, known);
        }
        return known;
    }

    private Value scoped(Supplier<Value> nodes) {
        return graph.scoped("masks", nodes);
    }
}

package io.github.osgnet4j.export.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Computes lengths inside the outermost graph: each symbol is read off an input's shape, each formula evaluated once. */
final class LengthNodes {

    private static final String SCOPE = "lengths";

    private final OnnxGraph graph;
    private final Map<String, Value> symbols = new HashMap<>();
    private final Map<String, Axis> axes = new HashMap<>();
    private final Map<Dim, Value> computed = new HashMap<>();
    private final Map<List<Dim>, Value> vectors = new HashMap<>();

    private record Axis(Value input, int index) {}

    LengthNodes(OnnxGraph graph) {
        this.graph = graph;
    }

    void bindAxes(Value input) {
        for (int i = 0; i < input.rank(); i++) {
            Axis axis = new Axis(input, i);
            input.dim(i).symbolName().ifPresent(s -> axes.putIfAbsent(s, axis));
        }
    }

    void bind(String symbol, Value value) {
        if (value.element() != ElementType.INT64 || !value.shape().equals(Shape.of(1))) {
            throw new GraphException("The length '" + symbol + "' must be int64 of shape (1), found " + value);
        }
        if (axes.containsKey(symbol) || symbols.putIfAbsent(symbol, value) != null) {
            throw new GraphException("The length '" + symbol + "' is already bound");
        }
    }

    Value vector(List<Dim> dims) {
        if (dims.stream().allMatch(Dim::isFixed)) {
            return graph.integers(dims.stream().mapToLong(Dim::fixed).toArray());
        }
        Value known = vectors.get(dims);
        if (known == null) {
            List<Value> parts = new ArrayList<>();
            dims.forEach(d -> parts.add(one(d)));
            Value made = parts.size() == 1
                    ? parts.get(0)
                    : graph.scoped(
                            SCOPE,
                            () -> graph.node(Operator.CONCAT).with("axis", 0).of(parts.toArray(Value[]::new)));
            known = known(made, ValueType.lengths(dims));
            vectors.put(dims, known);
        }
        return known;
    }

    Value scalar(Dim dim) {
        if (dim.isFixed()) {
            return graph.integer(dim.fixed());
        }
        Value made = graph.scoped(SCOPE, () -> graph.apply(Operator.SQUEEZE, one(dim), graph.integers(0)));
        return known(made, ValueType.length(dim));
    }

    private Value known(Value value, ValueType type) {
        return new Value(value.graph(), value.name(), type);
    }

    /** int64 of shape (1). */
    private Value one(Dim dim) {
        if (dim.isFixed()) {
            return graph.integers(dim.fixed());
        }
        Value known = computed.get(dim);
        if (known == null) {
            known = graph.scoped(SCOPE, () -> sum(dim));
            computed.put(dim, known);
        }
        return known;
    }

    private Value sum(Dim dim) {
        List<Value> summands = new ArrayList<>();
        dim.terms().forEach((monomial, factor) -> summands.add(product(monomial, factor)));
        return summands.stream()
                .reduce((a, b) -> graph.apply(Operator.ADD, a, b))
                .orElseThrow();
    }

    private Value product(Dim.Monomial monomial, long factor) {
        List<Value> factors = new ArrayList<>();
        monomial.atoms().forEach(a -> factors.add(atom(a)));
        if (factor != 1 || factors.isEmpty()) {
            factors.add(graph.integers(factor));
        }
        return factors.stream()
                .reduce((a, b) -> graph.apply(Operator.MUL, a, b))
                .orElseThrow();
    }

    /** ONNX divides integers towards zero, which is the floor of every length. */
    private Value atom(Dim.Atom atom) {
        if (atom instanceof Dim.Atom.FloorDiv d) {
            return graph.apply(Operator.DIV, one(d.numerator()), graph.integers(d.divisor()));
        }
        String symbol = atom.toString();
        Value bound = symbols.get(symbol);
        if (bound == null) {
            Axis axis = axes.get(symbol);
            if (axis == null) {
                throw new GraphException("No input has an axis of length '" + symbol + "': bind it to a value first");
            }
            bound = graph.node(Operator.SHAPE)
                    .with("start", axis.index())
                    .with("end", axis.index() + 1L)
                    .of(axis.input());
            symbols.put(symbol, bound);
        }
        return bound;
    }
}

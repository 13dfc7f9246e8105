package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.Dim;
import io.github.osgnet4j.export.onnx.Layout;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.Operator;
import io.github.osgnet4j.export.onnx.Value;
import java.util.HashMap;
import java.util.Map;

/**
 * The objects of a batch as rows (B, N, C), as many for each sample as the one with the most has. Where they are is
 * given ({@link ObjectPlaces}); an index says the number of each object among its sample's. Rows are gathered from
 * those of all samples one after the other, (B N, C), with a row behind them for places without an object. At rows that
 * are padding something is computed that is never gathered.
 */
final class BatchedObjectNodes implements ObjectNodes {

    private final OnnxGraph graph;
    private final Layout layout;
    private final Masks masks;
    private final AttentionNodes attention;
    private final ObjectPlaces places;
    private final Dim batch;
    private final Map<Dim, Value> starts = new HashMap<>();
    private final Map<Line, Value> lines = new HashMap<>();
    private final Map<Value, Value> slots = new HashMap<>();

    /** The places of an index one after the other, with so many steps beyond the ends on either side. */
    private record Line(Value index, int beyond) {}

    BatchedObjectNodes(
            OnnxGraph graph, Layout layout, Masks masks, AttentionNodes attention, Dim batch, ObjectPlaces places) {
        this.graph = graph;
        this.layout = layout;
        this.masks = masks;
        this.attention = attention;
        this.batch = batch;
        this.places = places;
    }

    @Override
    public Value rows(Value table, Value fallback, Value index) {
        return layout.gather(table, places.rows(), 0);
    }

    @Override
    public Value conv1d(Value x, Value none, Taps taps, Value index) {
        Value everywhere = layout.concat(0, flat(x), layout.unsqueeze(none, 0), zeroRow(x.dim(2)));
        Line line = new Line(index, taps.count() / 2);
        return taps.sum(graph, x, offset -> layout.gather(everywhere, neighbours(line, offset), 0));
    }

    @Override
    public Value stepsWithObjects(Value x, Value index) {
        return layout.gather(flat(x), inside(x, places.steps()), 0);
    }

    @Override
    public Value placed(Value x, Value none, Value index) {
        Value found = places.stepNumbers();
        Value behind = graph.length(x.dim(0).times(x.dim(1)));
        Value others = layout.unsqueeze(none, 0);
        Value other = behind;
        if (none.rank() > 1) {
            others = flat(none);
            other = graph.apply(Operator.ADD, inside(none, layout.unsqueeze(layout.range(none.dim(1)), 0)), behind);
        }
        Value at = graph.apply(Operator.WHERE, isThere(found), inside(x, found), other);
        return layout.gather(layout.concat(0, flat(x), others), at, 0);
    }

    /** q: (B, M, C); k, v: (B, N, C). */
    @Override
    public Value attention(Value q, Value k, Value v, int heads, Value index) {
        Value at = slots.computeIfAbsent(index, i -> graph.scoped("objects", () -> slots(i)));
        Value holds = graph.apply(Operator.LESS, at, behindRows());
        return attention.overObjects(q, bySlot(k, at), bySlot(v, at), heads, layout.unsqueeze(masks.penalty(holds), 3));
    }

    /** (B, N, C) as (B, O, M, C), zeros in empty slots. */
    private Value bySlot(Value x, Value at) {
        return layout.gather(layout.concat(0, flat(x), zeroRow(x.dim(2))), at, 0);
    }

    /** (B, O, M): the row of each slot of the steps with objects. */
    private Value slots(Value index) {
        Value numbers = rowNumbers(index);
        return layout.transpose(layout.gather(flat(numbers), inside(numbers, places.steps()), 0), 0, 2, 1);
    }

    /** (B, N): for each object the row of the one {@code offset} steps on in its slot, B N for none, B N + 1 beyond the ends. */
    private Value neighbours(Line line, int offset) {
        return graph.scoped("objects", () -> {
            Value rows = lines.computeIfAbsent(line, this::rowsOf);
            Dim before = line.index().dim(2).times(line.beyond() + (long) offset);
            Value at = graph.apply(Operator.ADD, places.places(), graph.length(before));
            return layout.gather(layout.reshape(rows, batch.times(rows.dim(1))), inside(rows, at), 0);
        });
    }

    /** (B, places): the row of each place. */
    private Value rowsOf(Line line) {
        Value index = line.index();
        Value row = layout.unsqueeze(graph.length(allRows().plus(1)), 0);
        Value beyond = layout.expand(row, batch, index.dim(2).times(line.beyond()));
        Value numbers = layout.reshape(rowNumbers(index), batch, index.dim(1).times(index.dim(2)));
        return layout.concat(1, beyond, numbers, beyond);
    }

    /** The numbers of an index as rows among those of all samples, B N for none. */
    private Value rowNumbers(Value index) {
        Value row = graph.apply(Operator.ADD, index, layout.unsqueeze(starts(places.rows()), 2));
        return graph.apply(Operator.WHERE, isThere(index), row, behindRows());
    }

    private Value isThere(Value numbers) {
        return graph.apply(Operator.GREATER_OR_EQUAL, numbers, graph.integer(0));
    }

    /** B N. */
    private Dim allRows() {
        return batch.times(places.rows().dim(1));
    }

    private Value behindRows() {
        return graph.length(allRows());
    }

    /** (B, T, ..) as (B T, ..). */
    private Value flat(Value x) {
        return layout.reshape(x, x.dim(0).times(x.dim(1)), x.dim(2));
    }

    /** Positions (B, n) on the second axis of x as positions in {@link #flat}. */
    private Value inside(Value x, Value positions) {
        return x.dim(0).is(1) ? positions : graph.apply(Operator.ADD, positions, starts(x));
    }

    /** (B, 1): where each sample starts in {@link #flat}. A video that is the same for all starts at 0 for each. */
    private Value starts(Value x) {
        return starts.computeIfAbsent(
                x.dim(0).times(x.dim(1)),
                all -> graph.scoped("objects", () -> {
                    Value sample = layout.range(batch);
                    if (!x.dim(0).equals(batch)) {
                        sample = graph.apply(
                                Operator.MIN, sample, graph.length(x.dim(0).plus(-1)));
                    }
                    return layout.unsqueeze(graph.apply(Operator.MUL, sample, graph.length(x.dim(1))), 1);
                }));
    }

    private Value zeroRow(Dim channels) {
        int c = Math.toIntExact(channels.fixed());
        return graph.sharedConstant("zero_row_" + c, new long[] {1, c}, new float[c]);
    }
}

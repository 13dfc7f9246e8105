package io.github.osgnet4j.export;

import io.github.osgnet4j.export.onnx.Dim;
import io.github.osgnet4j.export.onnx.Layout;
import io.github.osgnet4j.export.onnx.OnnxGraph;
import io.github.osgnet4j.export.onnx.Operator;
import io.github.osgnet4j.export.onnx.Value;
import io.github.osgnet4j.network.Lengths;

/** The three attentions of the network. Values at masked keys are 0, so that where every key is masked the result is 0 too. */
record AttentionNodes(OnnxGraph graph, Layout layout, Masks masks, Batches batches) {
    /** q: (B, T, C); k, v: (B, L, C), v 0 at masked keys. */
    Value full(Value q, Value k, Value v, int heads, Lengths<Value> keys) {
        Value queries = layout.transpose(heads(q, heads), 0, 2, 1, 3);
        Value keyRows = layout.transpose(heads(scaled(k, heads), heads), 0, 2, 3, 1);
        Value values = layout.transpose(heads(v, heads), 0, 2, 1, 3);
        Value logits = graph.apply(Operator.MATMUL, batches.met(queries, keyRows), keyRows);
        if (!masks.none(keys, k.dim(1))) {
            logits = graph.apply(Operator.ADD, logits, masks.keyPenalty(keys, k.dim(1)));
        }
        Value out = graph.apply(Operator.MATMUL, softmax(logits, -1), values);
        return layout.reshape(layout.transpose(out, 0, 2, 1, 3), out.dim(0), q.dim(1), q.dim(2));
    }

    /** q: (B, T, C); k, v: (B, O, T, C), v 0 where there is no object; penalty: (B, O, T, 1), added to the logits. */
    Value overObjects(Value q, Value k, Value v, int heads, Value penalty) {
        Dim c = q.dim(2);
        Value queries = layout.unsqueeze(q, 1);
        Value products = graph.apply(Operator.MUL, batches.met(queries, k), scaled(k, heads));
        Value logits = layout.sum(heads(products, heads), -1);
        Value weights = softmax(graph.apply(Operator.ADD, logits, penalty), 1);
        Value weighted = graph.apply(Operator.MUL, layout.unsqueeze(weights, 4), heads(v, heads));
        Value sum = layout.sum(weighted, 1);
        return layout.reshape(sum, sum.dim(0), sum.dim(1), c);
    }

    Value softmax(Value logits, int axis) {
        return graph.node(Operator.SOFTMAX).with("axis", axis).of(logits);
    }

    /** k / sqrt(C / heads). */
    Value scaled(Value k, int heads) {
        return graph.apply(Operator.MUL, k, graph.constant((float)
                Math.sqrt(heads / (double) k.dim(-1).fixed())));
    }

    /** (.., C) as (.., H, C / H). */
    Value heads(Value x, int heads) {
        Dim[] dims = new Dim[x.rank() + 1];
        for (int i = 0; i < x.rank() - 1; i++) {
            dims[i] = x.dim(i);
        }
        dims[x.rank() - 1] = Dim.of(heads);
        dims[x.rank()] = Dim.of(x.dim(-1).fixed() / heads);
        return layout.reshape(x, dims);
    }
}

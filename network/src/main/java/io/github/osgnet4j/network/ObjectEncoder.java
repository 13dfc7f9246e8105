package io.github.osgnet4j.network;

import io.github.osgnet4j.network.Network.EncodedObjects;
import io.github.osgnet4j.network.Network.Objects;

/** Objects in the light of the query: projection of their embeddings, then blocks of cross attention to the text. */
final class ObjectEncoder {

    private ObjectEncoder() {}

    /**
     * @param text (B, L, C)
     * @return values (B, O, T, C), 0 where there is no object
     */
    static <T> EncodedObjects<T> encode(
            Ops<T> op,
            Params<T> w,
            NetworkSpec spec,
            Objects<T> objects,
            T text,
            Lengths<T> textLengths,
            TextPadding padding) {
        Params<T> encoder = w.at("obj_encoder");
        // Kernel 1 throughout: each distinct embedding is projected once, wherever and however often it is seen.
        T rows = Blocks.project(
                op, encoder.at(0), objects.table(), spec.objects().projection(), Lengths.full());
        T none = Blocks.projectMasked(
                op, encoder.at(0), objects.zero(), spec.objects().projection());
        T x = op.objectRows(rows, none, objects.index());
        for (int i = 0; i < spec.objects().blocks(); i++) {
            x = block(op, encoder.at(1).at(i), x, spec.objects(), objects.index(), text, textLengths, padding);
        }
        return new EncodedObjects<>(x, objects.index());
    }

    private static <T> T block(
            Ops<T> op,
            Params<T> w,
            T x,
            NetworkSpec.ObjectEncoder spec,
            T index,
            T text,
            Lengths<T> textLengths,
            TextPadding padding) {
        Params<T> attention = w.at("cross_attn");
        T y = padding.apply(op, Blocks.layerNorm(op, w.at("ln4"), text), textLengths);
        T q = queries(op, attention, Blocks.layerNorm(op, w.at("ln3"), x), index);
        T k = Blocks.convolved(op, attention, "key", y, 1, textLengths);
        T v = Blocks.convolved(op, attention, "value", y, 1, textLengths);
        T attended = op.attention(q, k, v, spec.heads(), textLengths);
        T out = op.maskedObjects(Blocks.linear(op, attention.at("proj"), attended), index);
        T mlp = op.maskedObjects(Blocks.mlp(op, w.at("mlp"), Blocks.layerNorm(op, w.at("ln2"), out)), index);
        return op.add(out, Blocks.dropPath(op, w.at("drop_path_mlp"), mlp, spec.dropPath()));
    }

    private static <T> T queries(Ops<T> op, Params<T> w, T x, T index) {
        T y = op.maskedObjects(
                op.depthwiseConv1d(x, w.at("query_conv").at("conv").get("weight"), 1), index);
        return Blocks.linear(op, w.at("query"), Blocks.layerNorm(op, w.at("query_norm"), y));
    }
}

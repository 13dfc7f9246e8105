package io.github.osgnet4j.network;

import io.github.osgnet4j.network.Network.EncodedObjects;
import io.github.osgnet4j.network.Network.Objects;

/** Objects in the light of the query: projection of their embeddings, then blocks of cross attention to the text. */
final class ObjectEncoder {

    private ObjectEncoder() {}

    /** Kernel 1 throughout. table: (K, Do), result (K, C). */
    static <T> T project(Ops<T> op, Params<T> w, NetworkSpec spec, T table) {
        NetworkSpec.Projection projection = spec.objects().projection();
        return Blocks.project(op, w.at("obj_encoder").at(0), table, projection, Lengths.full());
    }

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
        T none = Blocks.projectMasked(
                op, encoder.at(0), objects.zero(), spec.objects().projection());
        T x = op.objectRows(objects.table(), none, objects.index());
        for (int i = 0; i < spec.objects().blocks(); i++) {
            x = block(op, encoder.at(1).at(i), x, none, spec.objects(), objects.index(), text, textLengths, padding);
            none = objects.zero();
        }
        return new EncodedObjects<>(x, objects.index());
    }

    private static <T> T block(
            Ops<T> op,
            Params<T> w,
            T x,
            T none,
            NetworkSpec.ObjectEncoder spec,
            T index,
            T text,
            Lengths<T> textLengths,
            TextPadding padding) {
        Params<T> attention = w.at("cross_attn");
        T y = padding.apply(op, Blocks.layerNorm(op, w.at("ln4"), text), textLengths);
        Params<T> norm = w.at("ln3");
        T q = queries(op, attention, Blocks.layerNorm(op, norm, x), Blocks.layerNorm(op, norm, none), index);
        T k = Blocks.convolved(op, attention, "key", y, 1, textLengths);
        T v = Blocks.convolved(op, attention, "value", y, 1, textLengths);
        T attended = op.attention(q, k, v, spec.heads(), textLengths);
        T out = op.maskedObjects(Blocks.linear(op, attention.at("proj"), attended), index);
        T mlp = op.maskedObjects(Blocks.mlp(op, w.at("mlp"), Blocks.layerNorm(op, w.at("ln2"), out)), index);
        return op.add(out, Blocks.dropPath(op, w.at("drop_path_mlp"), mlp, spec.dropPath()));
    }

    private static <T> T queries(Ops<T> op, Params<T> w, T x, T none, T index) {
        T y = op.objectConv1d(x, none, w.at("query_conv").at("conv").get("weight"), index);
        return Blocks.linear(op, w.at("query"), Blocks.layerNorm(op, w.at("query_norm"), y));
    }
}

package io.github.osgnet4j.network;

import io.github.osgnet4j.network.Network.EncodedObjects;
import io.github.osgnet4j.network.Network.Objects;

/** Objects in the light of the query: projection of their embeddings, then blocks of cross attention to the text. */
final class ObjectEncoder<T> extends Layers<T> {

    private final NetworkSpec.ObjectEncoder spec;

    ObjectEncoder(Ops<T> op, Params<T> w, NetworkSpec.ObjectEncoder spec) {
        super(op, w);
        this.spec = spec;
    }

    /** Kernel 1 throughout. table: (K, Do), result (K, C). */
    T project(T table) {
        return project("0", table, spec.projection(), Lengths.full());
    }

    /**
     * @param text (B, L, C)
     * @return values (B, O, T, C), 0 where there is no object
     */
    EncodedObjects<T> encode(Objects<T> objects, T text, Lengths<T> textLengths, TextPadding padding) {
        T index = objects.index();
        T none = projectMasked("0", objects.zero(), spec.projection());
        T x = op.objectRows(objects.table(), none, index);
        for (int i = 0; i < spec.blocks(); i++) {
            Block block = new Block(w.at("1." + i));
            T before = x;
            T absent = none;
            x = op.block(() -> block.apply(before, absent, index, text, textLengths, padding));
            none = objects.zero();
        }
        return new EncodedObjects<>(x, index);
    }

    /** ObjectEncoderBlock: cross attention without a residual around it, then an MLP. */
    private final class Block extends Layers<T> {

        Block(Params<T> w) {
            super(ObjectEncoder.this.op, w);
        }

        /** @param none (C), the value of x where there is no object */
        T apply(T x, T none, T index, T text, Lengths<T> textLengths, TextPadding padding) {
            T y = padding.apply(op, layerNorm("ln4", text), textLengths);
            T q = queries(layerNorm("ln3", x), layerNorm("ln3", none), index);
            T k = convolved("cross_attn.key", y, 1, textLengths);
            T v = convolved("cross_attn.value", y, 1, textLengths);
            T attended = op.attention(q, k, v, spec.heads(), textLengths);
            T out = op.maskedObjects(linear("cross_attn.proj", attended), index);
            T mlp = op.maskedObjects(mlp("mlp", layerNorm("ln2", out)), index);
            return op.add(out, dropPath("mlp", mlp, spec.dropPath()));
        }

        private T queries(T x, T none, T index) {
            T y = op.objectConv1d(x, none, w.get("cross_attn.query_conv.conv.weight"), index);
            return linear("cross_attn.query", layerNorm("cross_attn.query_norm", y));
        }
    }
}

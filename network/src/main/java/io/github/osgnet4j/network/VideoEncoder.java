package io.github.osgnet4j.network;

import io.github.osgnet4j.network.Network.EncodedObjects;
import java.util.Optional;

/** Projection, positions and the ObjectMambaBlocks ({@code mamba_blocks.py}). */
final class VideoEncoder {

    private VideoEncoder() {}

    /**
     * Projection and positions.
     *
     * @param features (B, S, Dv), zeros after each sample's length; S longer than the longest length wherever its
     *     padded length is, since the projection sees one padded step
     * @return (B, S, C)
     */
    static <T> T project(Ops<T> op, Params<T> w, NetworkSpec spec, T features, Lengths<T> lengths) {
        T x = Blocks.project(
                op, w.at("video_encoder").at(0), features, spec.video().projection(), lengths);
        T positions = op.positions(w.get(Positions.TABLE), x, lengths, spec.paddingMultiple());
        return op.add(x, op.masked(positions, lengths));
    }

    /** The parameters of block i. */
    static <T> Params<T> block(Params<T> w, int i) {
        return w.at("video_encoder").at(1).at(i);
    }

    /** Steps 1 and 2 of a block: the scan and its MLP. x: (B, T, C). */
    static <T> T scan(Ops<T> op, Params<T> w, T x, NetworkSpec.VideoEncoder spec, Lengths<T> lengths) {
        T mamba = BiMamba.apply(op, w.at("mamba"), Blocks.layerNorm(op, w.at("ln_mamba"), x), spec, lengths);
        T m = op.add(op.masked(x, lengths), dropPath(op, w, "mamba", mamba, spec));
        T mlp = op.masked(Blocks.mlp(op, w.at("mamba_mlp"), Blocks.layerNorm(op, w.at("ln1"), m)), lengths);
        return op.add(m, dropPath(op, w, "attn", mlp, spec));
    }

    /**
     * Steps 3 to 5 of a block: what the objects say, what the query says, and the gate between them.
     *
     * @param x (V, T, C), the result of {@link #scan}
     * @param text (B, L, C)
     */
    static <T> T fuse(
            Ops<T> op,
            Params<T> w,
            T x,
            NetworkSpec.VideoEncoder spec,
            Lengths<T> lengths,
            T text,
            Lengths<T> textLengths,
            Optional<EncodedObjects<T>> objects) {
        T seen = objects.isPresent() ? lookAtObjects(op, w, x, spec, lengths, objects.get()) : x;
        T read = readQuery(op, w, x, spec, lengths, text, textLengths);
        return spec.objectBranch() ? gate(op, w, seen, read, lengths) : read;
    }

    /** What steps 3 to 5 leave of a block that gets neither objects nor a query, as in the shot branch. */
    static <T> T alone(Ops<T> op, Params<T> w, T x, NetworkSpec.VideoEncoder spec, Lengths<T> lengths) {
        return spec.objectBranch() ? gate(op, w, x, x, lengths) : x;
    }

    private static <T> T lookAtObjects(
            Ops<T> op, Params<T> w, T x, NetworkSpec.VideoEncoder spec, Lengths<T> lengths, EncodedObjects<T> objects) {
        Params<T> norm = w.at("ln_obj");
        Params<T> attention = w.at("obj_attn");
        T encoded = Blocks.layerNorm(op, norm, objects.values());
        T q = Blocks.linear(op, attention.at("query"), Blocks.layerNorm(op, norm, x));
        T k = Blocks.linear(op, attention.at("key"), encoded);
        T v = Blocks.linear(op, attention.at("value"), encoded);
        T attended =
                Blocks.linear(op, attention.at("proj"), op.objectAttention(q, k, v, spec.heads(), objects.index()));
        T o = op.add(op.masked(x, lengths), dropPath(op, w, "attn", op.masked(attended, lengths), spec));
        T mlp = op.masked(Blocks.mlp(op, w.at("obj_mlp"), Blocks.layerNorm(op, w.at("ln_obj_mlp"), o)), lengths);
        return op.add(o, dropPath(op, w, "obj_mlp", mlp, spec));
    }

    private static <T> T readQuery(
            Ops<T> op,
            Params<T> w,
            T x,
            NetworkSpec.VideoEncoder spec,
            Lengths<T> lengths,
            T text,
            Lengths<T> textLengths) {
        Params<T> norm = w.at("ln3");
        T attended = Blocks.crossAttention(
                op,
                w.at("cross_attn"),
                Blocks.layerNorm(op, norm, x),
                Blocks.layerNorm(op, norm, text),
                spec.heads(),
                lengths,
                textLengths);
        T out = op.add(op.masked(x, lengths), dropPath(op, w, "attn", attended, spec));
        T mlp = op.masked(Blocks.mlp(op, w.at("mlp"), Blocks.layerNorm(op, w.at("ln2"), out)), lengths);
        return op.add(out, dropPath(op, w, "mlp", mlp, spec));
    }

    private static <T> T gate(Ops<T> op, Params<T> w, T seen, T read, Lengths<T> lengths) {
        T both = op.masked(Blocks.layerNorm(op, w.at("ln_gate_mlp"), op.concat(seen, read)), lengths);
        T alpha = op.sigmoid(Blocks.mlp(op, w.at("gate_mlp"), both));
        return op.mix(alpha, seen, read);
    }

    private static <T> T dropPath(Ops<T> op, Params<T> w, String branch, T x, NetworkSpec.VideoEncoder spec) {
        return Blocks.dropPath(op, w.at("drop_path_" + branch), x, spec.dropPath());
    }
}

package io.github.osgnet4j.network;

import io.github.osgnet4j.network.Network.Ahead;
import io.github.osgnet4j.network.Network.EncodedObjects;
import io.github.osgnet4j.network.Network.Scanned;
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
        return scan(op, w, new Scanned<>(x, mamba(op, w, x, spec, lengths)), spec, lengths);
    }

    /** The branch of step 1. x: (B, T, C). */
    static <T> T mamba(Ops<T> op, Params<T> w, T x, NetworkSpec.VideoEncoder spec, Lengths<T> lengths) {
        return BiMamba.apply(op, w.at("mamba"), Blocks.layerNorm(op, w.at("ln_mamba"), x), spec, lengths);
    }

    /** Steps 1 and 2 of a block whose scan is known. */
    static <T> T scan(Ops<T> op, Params<T> w, Scanned<T> x, NetworkSpec.VideoEncoder spec, Lengths<T> lengths) {
        T m = op.add(op.masked(x.steps(), lengths), dropPath(op, w, "mamba", x.mamba(), spec));
        T mlp = op.masked(Blocks.mlp(op, w.at("mamba_mlp"), Blocks.layerNorm(op, w.at("ln1"), m)), lengths);
        return op.add(m, dropPath(op, w, "attn", mlp, spec));
    }

    /**
     * What steps 3 and 4 of a block can say before there is a query.
     *
     * @param x (V, T, C), the result of {@link #scan}
     * @param objects whether step 3 will look at objects
     */
    static <T> Ahead<T> ahead(
            Ops<T> op, Params<T> w, T x, NetworkSpec.VideoEncoder spec, Lengths<T> lengths, boolean objects) {
        Optional<T> unseen = Optional.empty();
        if (objects) {
            T said = op.vector(w.at("obj_attn").at("proj").get("bias"));
            unseen = Optional.of(weigh(op, w, x, said, spec, lengths));
        }
        return new Ahead<>(unseen, queries(op, w, x));
    }

    /**
     * Steps 3 to 5 of a block: what the objects say, what the query says, and the gate between them.
     *
     * @param x (V, T, C), the result of {@link #scan}
     * @param ahead what {@link #ahead} made of x, if it did
     * @param text (B, L, C)
     */
    static <T> T fuse(
            Ops<T> op,
            Params<T> w,
            T x,
            Optional<Ahead<T>> ahead,
            NetworkSpec.VideoEncoder spec,
            Lengths<T> lengths,
            T text,
            Lengths<T> textLengths,
            Optional<EncodedObjects<T>> objects) {
        T seen = x;
        if (objects.isPresent()) {
            seen = lookAtObjects(op, w, x, ahead.flatMap(Ahead::unseen), spec, lengths, objects.get());
        }
        T q = ahead.isPresent() ? ahead.get().textQueries() : queries(op, w, x);
        T read = readQuery(op, w, x, q, spec, lengths, text, textLengths);
        return spec.objectBranch() ? gate(op, w, seen, read, lengths) : read;
    }

    /** What steps 3 to 5 leave of a block that gets neither objects nor a query, as in the shot branch. */
    static <T> T alone(Ops<T> op, Params<T> w, T x, NetworkSpec.VideoEncoder spec, Lengths<T> lengths) {
        return spec.objectBranch() ? gate(op, w, x, x, lengths) : x;
    }

    private static <T> T lookAtObjects(
            Ops<T> op,
            Params<T> w,
            T x,
            Optional<T> unseen,
            NetworkSpec.VideoEncoder spec,
            Lengths<T> lengths,
            EncodedObjects<T> objects) {
        Params<T> norm = w.at("ln_obj");
        Params<T> attention = w.at("obj_attn");
        T index = objects.index();
        T encoded = Blocks.layerNorm(op, norm, objects.values());
        T steps = op.stepsWithObjects(x, index);
        T q = Blocks.linear(op, attention.at("query"), Blocks.layerNorm(op, norm, steps));
        T k = Blocks.linear(op, attention.at("key"), encoded);
        T v = Blocks.linear(op, attention.at("value"), encoded);
        T said = Blocks.linear(op, attention.at("proj"), op.objectAttention(q, k, v, spec.heads(), index));
        if (unseen.isPresent()) {
            return op.placed(weigh(op, w, steps, said, spec, lengths), unseen.get(), index);
        }
        T none = op.vector(attention.at("proj").get("bias"));
        return weigh(op, w, x, op.placed(said, none, index), spec, lengths);
    }

    /** Adds to x what the objects say, and the MLP of both. said: (B, T, C), or (C) for all steps. */
    private static <T> T weigh(Ops<T> op, Params<T> w, T x, T said, NetworkSpec.VideoEncoder spec, Lengths<T> lengths) {
        T o = op.masked(op.add(x, dropPath(op, w, "attn", said, spec)), lengths);
        T mlp = op.masked(Blocks.mlp(op, w.at("obj_mlp"), Blocks.layerNorm(op, w.at("ln_obj_mlp"), o)), lengths);
        return op.add(o, dropPath(op, w, "obj_mlp", mlp, spec));
    }

    /** The query projection of the cross attention to the text. */
    private static <T> T queries(Ops<T> op, Params<T> w, T x) {
        return Blocks.linear(op, w.at("cross_attn").at("query"), Blocks.layerNorm(op, w.at("ln3"), x));
    }

    private static <T> T readQuery(
            Ops<T> op,
            Params<T> w,
            T x,
            T q,
            NetworkSpec.VideoEncoder spec,
            Lengths<T> lengths,
            T text,
            Lengths<T> textLengths) {
        T y = Blocks.layerNorm(op, w.at("ln3"), text);
        T attended = Blocks.crossAttention(op, w.at("cross_attn"), q, y, spec.heads(), lengths, textLengths);
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

package io.github.osgnet4j.network;

import io.github.osgnet4j.network.NetworkSpec.QFormer;
import io.github.osgnet4j.network.NetworkSpec.Transformer;

/**
 * The shot branch, which serves training only: shots of a video and queries about it, each gathered into one vector and
 * compared ({@code predict_VTM} of the official {@code my_archs.py}, {@code QFormerLayer} and {@code Cosine} of
 * {@code my_layers.py}).
 */
public final class ShotBranch {

    private ShotBranch() {}

    /**
     * One vector per shot.
     *
     * @param shots (S, L, C), pieces of {@link Network#encodeAlone}, each padded to the longest; none is empty
     * @return (S, 1, C)
     */
    public static <T> T shots(Ops<T> op, Params<T> w, NetworkSpec.ShotBranch spec, T shots, Lengths<T> lengths) {
        return gather(op, w.at("shot_aggregator"), spec.shot(), shots, lengths);
    }

    /**
     * One vector per query.
     *
     * @param text (N, L, C), from {@link Network#encodeText}
     * @return (N, 1, C)
     */
    public static <T> T queries(Ops<T> op, Params<T> w, NetworkSpec.ShotBranch spec, T text, Lengths<T> lengths) {
        return gather(op, w.at("txt_aggregator"), spec.text(), text, lengths);
    }

    /**
     * Cosine similarity of queries and shots.
     *
     * @param queries (N, 1, C), from {@link #queries}
     * @param shots (S, 1, C), from {@link #shots}
     * @return (N, S)
     */
    public static <T> T similarity(Ops<T> op, Params<T> w, T queries, T shots) {
        Params<T> head = w.at("similarity_head");
        return op.cosine(embed(op, head.at("x_mlp"), queries), embed(op, head.at("y_mlp"), shots));
    }

    private static <T> T gather(Ops<T> op, Params<T> w, QFormer spec, T x, Lengths<T> lengths) {
        T queries = op.learnedQueries(w.at("querys").get("weight"), x);
        for (int i = 0; i < spec.blocks(); i++) {
            queries = former(op, w.at("qformers").at(i), spec, queries, x, lengths);
        }
        // A convolution of stride and kernel Q with padding Q / 2 over Q steps: one step, centred on the first query.
        return op.firstStep(Blocks.maskedConv1d(op, w.at("fc").at("convs").at(0), queries, Lengths.full()));
    }

    private static <T> T former(Ops<T> op, Params<T> w, QFormer spec, T queries, T x, Lengths<T> lengths) {
        int c = spec.channels();
        Transformer self = new Transformer(1, c, spec.selfHeads(), 4 * c, 1, 1, spec.dropPath());
        T mixed = Blocks.convolutionalAttention(
                op, w.at("self_mixer"), Blocks.layerNorm(op, w.at("ln1"), queries), self, Lengths.full());
        T out = op.add(queries, Blocks.dropPath(op, w.at("drop_path_attn"), mixed, spec.dropPath()));
        if (spec.crossHeads() > 0) {
            Params<T> norm = w.at("ln3");
            Params<T> mixer = w.at("cross_mixer");
            T read = Blocks.crossAttention(
                    op,
                    mixer,
                    Blocks.linear(op, mixer.at("query"), Blocks.layerNorm(op, norm, out)),
                    Blocks.layerNorm(op, norm, x),
                    spec.crossHeads(),
                    Lengths.full(),
                    lengths);
            out = op.add(out, Blocks.dropPath(op, w.at("drop_path_attn"), read, spec.dropPath()));
        }
        Params<T> convs = w.at("ffn").at("convs");
        T hidden = Blocks.maskedConv1d(op, convs.at(0), Blocks.layerNorm(op, w.at("ln2"), out), Lengths.full());
        T mlp = Blocks.maskedConv1d(op, convs.at(1), op.gelu(hidden), Lengths.full());
        return op.add(out, Blocks.dropPath(op, w.at("drop_path_mlp"), mlp, spec.dropPath()));
    }

    private static <T> T embed(Ops<T> op, Params<T> w, T x) {
        T hidden = Blocks.maskedConv1d(op, w.at("convs").at(0), x, Lengths.full());
        T normed = op.gelu(Blocks.layerNorm(op, w.at("norms").at(0), hidden));
        return Blocks.layerNorm(
                op, w.at("norms").at(1), Blocks.maskedConv1d(op, w.at("convs").at(1), normed, Lengths.full()));
    }
}

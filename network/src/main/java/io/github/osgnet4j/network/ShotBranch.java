package io.github.osgnet4j.network;

import io.github.osgnet4j.network.NetworkSpec.QFormer;
import io.github.osgnet4j.network.NetworkSpec.Transformer;

/**
 * The shot branch, which serves training only: shots of a video and queries about it, each gathered into one vector and
 * compared ({@code predict_VTM} of the official {@code my_archs.py}, {@code QFormerLayer} and {@code Cosine} of
 * {@code my_layers.py}).
 */
public final class ShotBranch<T> extends Layers<T> {

    private final NetworkSpec.ShotBranch spec;

    /** @param w the parameters of the network */
    public ShotBranch(Ops<T> op, Params<T> w, NetworkSpec.ShotBranch spec) {
        super(op, w);
        this.spec = spec;
    }

    /**
     * One vector per shot.
     *
     * @param shots (S, L, C), pieces of {@link Network#encodeAlone}, each padded to the longest; none is empty
     * @return (S, 1, C)
     */
    public T shots(T shots, Lengths<T> lengths) {
        return op.block(() -> new Aggregator<>(op, w.at("shot_aggregator"), spec.shot()).gather(shots, lengths));
    }

    /**
     * One vector per query.
     *
     * @param text (N, L, C), from {@link Network#encodeText}
     * @return (N, 1, C)
     */
    public T queries(T text, Lengths<T> lengths) {
        return op.block(() -> new Aggregator<>(op, w.at("txt_aggregator"), spec.text()).gather(text, lengths));
    }

    /**
     * Cosine similarity of queries and shots.
     *
     * @param queries (N, 1, C), from {@link #queries}
     * @param shots (S, 1, C), from {@link #shots}
     * @return (N, S)
     */
    public T similarity(T queries, T shots) {
        return op.cosine(embed("similarity_head.x_mlp", queries), embed("similarity_head.y_mlp", shots));
    }

    private T embed(String name, T x) {
        T hidden = layerNorm(name + ".norms.0", maskedConv1d(name + ".convs.0", x, Lengths.full()));
        return layerNorm(name + ".norms.1", maskedConv1d(name + ".convs.1", op.gelu(hidden), Lengths.full()));
    }

    /** QFormerLayer: learned queries that read a sequence, of which the first is kept. */
    private static final class Aggregator<T> extends Layers<T> {

        private final QFormer spec;

        Aggregator(Ops<T> op, Params<T> w, QFormer spec) {
            super(op, w);
            this.spec = spec;
        }

        T gather(T x, Lengths<T> lengths) {
            T queries = op.learnedQueries(w.get("querys.weight"), x);
            for (int i = 0; i < spec.blocks(); i++) {
                queries = new Aggregator<>(op, w.at("qformers." + i), spec).former(queries, x, lengths);
            }
            // A convolution of stride and kernel Q with padding Q / 2 over Q steps: one step, centred on the first
            // query.
            return op.firstStep(maskedConv1d("fc.convs.0", queries, Lengths.full()));
        }

        /** FormerLayer: self-attention of the queries, cross attention to x, MLP. */
        private T former(T queries, T x, Lengths<T> lengths) {
            int c = spec.channels();
            Transformer self = new Transformer(1, c, spec.selfHeads(), 4 * c, 1, 1, spec.dropPath());
            T mixed = convolutionalAttention("self_mixer", layerNorm("ln1", queries), self, Lengths.full());
            T out = op.add(queries, dropPath("attn", mixed, spec.dropPath()));
            if (spec.crossHeads() > 0) {
                T q = linear("cross_mixer.query", layerNorm("ln3", out));
                T y = layerNorm("ln3", x);
                T read = crossAttention("cross_mixer", q, y, spec.crossHeads(), Lengths.full(), lengths);
                out = op.add(out, dropPath("attn", read, spec.dropPath()));
            }
            T hidden = maskedConv1d("ffn.convs.0", layerNorm("ln2", out), Lengths.full());
            T mlp = maskedConv1d("ffn.convs.1", op.gelu(hidden), Lengths.full());
            return op.add(out, dropPath("mlp", mlp, spec.dropPath()));
        }
    }
}

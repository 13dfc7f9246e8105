package io.github.osgnet4j.network;

import io.github.osgnet4j.network.Network.Level;
import java.util.ArrayList;
import java.util.List;

/** The multiscale encoder and the heads its levels share ({@code necks.py}, {@code head.py}). */
final class Pyramid {

    private Pyramid() {}

    /** A level's features (B, T_i, C) and how many of its steps are real. */
    record Features<T>(T values, Lengths<T> lengths) {}

    /**
     * The levels, finest first.
     *
     * @param x (B, P, C), P a multiple of the padding multiple, zeros after each length
     */
    static <T> List<Features<T>> levels(Ops<T> op, Params<T> w, NetworkSpec spec, T x, Lengths<T> lengths) {
        Params<T> encoder = w.at("multiscale_encoder");
        NetworkSpec.Transformer transformer = spec.multiscale().transformer();
        List<Features<T>> levels = new ArrayList<>();
        levels.add(new Features<>(x, lengths));
        for (int i = 0; i < transformer.blocks(); i++) {
            x = Blocks.transformer(op, encoder.at(0).at(i), x, transformer, lengths, TextPadding.LEAKS);
            lengths = op.strided(lengths, transformer.stride());
            levels.add(new Features<>(x, lengths));
        }
        if (!spec.multiscale().norm()) {
            return levels;
        }
        Params<T> norms = encoder.at(1).at(0).at("fpn_norms");
        List<Features<T>> normed = new ArrayList<>();
        for (int i = 0; i < levels.size(); i++) {
            Features<T> level = levels.get(i);
            normed.add(new Features<>(Blocks.layerNorm(op, norms.at(i), level.values()), level.lengths()));
        }
        return normed;
    }

    /** Class logits and offsets of every level. */
    static <T> List<Level<T>> heads(Ops<T> op, Params<T> w, NetworkSpec spec, List<Features<T>> levels) {
        Params<T> cls = w.at("nlq_cls_head");
        Params<T> reg = w.at("nlq_reg_head");
        List<Level<T>> out = new ArrayList<>();
        for (int i = 0; i < levels.size(); i++) {
            Features<T> level = levels.get(i);
            T logits = Blocks.maskedConv1d(
                    op, cls.at("cls_head"), hidden(op, cls, level, spec.classification()), level.lengths());
            T offsets = Blocks.maskedConv1d(
                    op, reg.at("offset_head"), hidden(op, reg, level, spec.regression()), level.lengths());
            T scale = reg.at("scale").at(i).get("scale");
            out.add(new Level<>(logits, op.relu(op.scale(offsets, scale)), level.lengths()));
        }
        return out;
    }

    private static <T> T hidden(Ops<T> op, Params<T> w, Features<T> level, NetworkSpec.Head spec) {
        T x = level.values();
        for (int i = 0; i < spec.layers() - 1; i++) {
            x = Blocks.maskedConv1d(op, w.at("head").at(i), x, level.lengths());
            if (spec.norm()) {
                x = Blocks.layerNorm(op, w.at("norm").at(i), x);
            }
            x = op.relu(x);
        }
        return x;
    }
}

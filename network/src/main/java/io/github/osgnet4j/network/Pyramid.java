package io.github.osgnet4j.network;

import io.github.osgnet4j.network.Network.Level;
import java.util.ArrayList;
import java.util.List;

/** The multiscale encoder and the heads its levels share ({@code necks.py}, {@code head.py}). */
final class Pyramid<T> extends Layers<T> {

    private final NetworkSpec spec;

    Pyramid(Ops<T> op, Params<T> w, NetworkSpec spec) {
        super(op, w);
        this.spec = spec;
    }

    /** A level's features (B, T_i, C) and how many of its steps are real. */
    record Features<T>(T values, Lengths<T> lengths) {}

    /**
     * The levels, finest first.
     *
     * @param x (B, P, C), P a multiple of the padding multiple, zeros after each length
     */
    List<Features<T>> levels(T x, Lengths<T> lengths) {
        NetworkSpec.Transformer transformer = spec.multiscale().transformer();
        List<Features<T>> levels = new ArrayList<>();
        levels.add(new Features<>(x, lengths));
        for (int i = 0; i < transformer.blocks(); i++) {
            Layers<T> block = new Layers<>(op, w.at("multiscale_encoder.0." + i));
            T before = x;
            Lengths<T> real = lengths;
            x = op.block(() -> block.transformer(before, transformer, real, TextPadding.LEAKS));
            lengths = op.strided(lengths, transformer.stride());
            levels.add(new Features<>(x, lengths));
        }
        if (spec.multiscale().norm()) {
            for (int i = 0; i < levels.size(); i++) {
                T normed = layerNorm(
                        "multiscale_encoder.1.0.fpn_norms." + i, levels.get(i).values());
                levels.set(i, new Features<>(normed, levels.get(i).lengths()));
            }
        }
        return levels;
    }

    /** Class logits and offsets of every level. */
    List<Level<T>> heads(List<Features<T>> levels) {
        List<Level<T>> out = new ArrayList<>();
        for (Features<T> level : levels) {
            T logits = op.block(() -> head("nlq_cls_head", "cls_head", spec.classification(), level));
            T offsets = op.block(() -> head("nlq_reg_head", "offset_head", spec.regression(), level));
            T scale = w.get("nlq_reg_head.scale." + out.size() + ".scale");
            out.add(new Level<>(logits, op.relu(op.scale(offsets, scale)), level.lengths()));
        }
        return out;
    }

    private T head(String name, String predictor, NetworkSpec.Head head, Features<T> level) {
        T x = level.values();
        for (int i = 0; i < head.layers() - 1; i++) {
            x = maskedConv1d(name + ".head." + i, x, level.lengths());
            if (head.norm()) {
                x = layerNorm(name + ".norm." + i, x);
            }
            x = op.relu(x);
        }
        return maskedConv1d(name + "." + predictor, x, level.lengths());
    }
}

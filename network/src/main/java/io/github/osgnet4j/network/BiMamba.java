package io.github.osgnet4j.network;

import java.util.List;

/** Mamba in both directions over the real steps, sharing input and output projections ({@code mamba_blocks.py}). */
final class BiMamba {

    private BiMamba() {}

    /** Both directions of the selective scan over the valid steps, summed. x: (B, T, C). */
    static <T> T apply(Ops<T> op, Params<T> w, T x, NetworkSpec.VideoEncoder spec, Lengths<T> lengths) {
        T xz = op.linear(x, w.get("in_proj.weight"));
        T forward = direction(op, w, "", xz, spec);
        T backward = op.reverse(direction(op, w, "_b", op.reverse(xz, lengths), spec), lengths);
        return op.linear(op.add(forward, backward), w.get("out_proj.weight"));
    }

    private static <T> T direction(Ops<T> op, Params<T> w, String d, T xz, NetworkSpec.VideoEncoder spec) {
        List<T> halves = op.split(xz, spec.innerChannels(), spec.innerChannels());
        T x = op.silu(op.causalConv1d(halves.get(0), w.get("conv1d" + d + ".weight"), w.get("conv1d" + d + ".bias")));
        T z = halves.get(1);
        List<T> dtBC = op.split(
                op.linear(x, w.get("x_proj" + d + ".weight")), spec.stepRank(), spec.stateSize(), spec.stateSize());
        T delta = op.softplus(Blocks.linear(op, w.at("dt_proj" + d), dtBC.get(0)));
        T y = op.selectiveScan(x, delta, w.get("A" + d + "_log"), dtBC.get(1), dtBC.get(2), w.get("D" + d));
        return op.mul(y, op.silu(z));
    }
}

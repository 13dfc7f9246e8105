package io.github.osgnet4j.network;

import java.util.List;

/** Mamba in both directions over the real steps, sharing input and output projections ({@code mamba_blocks.py}). */
final class BiMamba<T> extends Layers<T> {

    private final NetworkSpec.VideoEncoder spec;

    BiMamba(Ops<T> op, Params<T> w, NetworkSpec.VideoEncoder spec) {
        super(op, w);
        this.spec = spec;
    }

    /** Both directions of the selective scan over the valid steps, summed. x: (B, T, C). */
    T apply(T x, Lengths<T> lengths) {
        T xz = op.linear(x, w.get("in_proj.weight"));
        T forward = direction("", xz);
        T backward = op.reverse(direction("_b", op.reverse(xz, lengths)), lengths);
        return op.linear(op.add(forward, backward), w.get("out_proj.weight"));
    }

    private T direction(String d, T xz) {
        List<T> halves = op.split(xz, spec.innerChannels(), spec.innerChannels());
        T x = op.silu(op.causalConv1d(halves.get(0), w.get("conv1d" + d + ".weight"), w.get("conv1d" + d + ".bias")));
        T projected = op.linear(x, w.get("x_proj" + d + ".weight"));
        List<T> dtBC = op.split(projected, spec.stepRank(), spec.stateSize(), spec.stateSize());
        T step = linear("dt_proj" + d, dtBC.get(0));
        return op.gatedScan(x, step, w.get("A" + d + "_log"), dtBC.get(1), dtBC.get(2), w.get("D" + d), halves.get(1));
    }
}

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
        T forward = op.scanned(xz, lengths, direction("", false));
        T backward = op.scanned(xz, lengths, direction("_b", true));
        return op.linear(op.add(forward, backward), w.get("out_proj.weight"));
    }

    private ScanDirection<T> direction(String d, boolean backwards) {
        return new ScanDirection<>(
                spec.innerChannels(),
                backwards,
                w.get("conv1d" + d + ".weight"),
                w.get("conv1d" + d + ".bias"),
                w.get("A" + d + "_log"),
                w.get("D" + d),
                u -> mixing(d, u));
    }

    private ScanDirection.Mixing<T> mixing(String d, T u) {
        T projected = op.linear(u, w.get("x_proj" + d + ".weight"));
        List<T> dtBC = op.split(projected, spec.stepRank(), spec.stateSize(), spec.stateSize());
        return new ScanDirection.Mixing<>(linear("dt_proj" + d, dtBC.get(0)), dtBC.get(1), dtBC.get(2));
    }
}

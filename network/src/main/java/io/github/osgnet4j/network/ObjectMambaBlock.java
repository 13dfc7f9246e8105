package io.github.osgnet4j.network;

import io.github.osgnet4j.network.Network.Ahead;
import io.github.osgnet4j.network.Network.EncodedObjects;
import java.util.Optional;

/**
 * A block of the video encoder ({@code ObjectMambaBlock} of {@code mamba_blocks.py}) on sequences x, (B, T, C), with the
 * official names of what it computes. Objects and text are read from the same {@code out}; a gate mixes both results.
 *
 * <pre>
 * 1. m         = x * mask + s_mamba * BiMamba(LN_mamba x)
 * 2. out       = m + s_attn * (mamba_mlp(LN1 m) * mask)
 * 3. obj_out   = (out + s_attn * obj_attn(LN_obj out, LN_obj objects)) * mask
 *    obj_out   = obj_out + s_obj_mlp * (obj_mlp(LN_obj_mlp obj_out) * mask)
 * 4. cross_out = out * mask + s_attn * cross_attn(LN3 out, LN3 text)
 *    cross_out = cross_out + s_mlp * (mlp(LN2 cross_out) * mask)
 * 5. alpha     = sigmoid(gate_mlp(LN_gate_mlp [obj_out; cross_out] * mask))
 *    out       = alpha * obj_out + (1 - alpha) * cross_out
 * </pre>
 *
 * <p>s is a branch's AffineDropPath. Without objects obj_out is out; a block without an object branch ends with step 4.
 */
final class ObjectMambaBlock<T> extends Layers<T> {

    private final NetworkSpec.VideoEncoder spec;
    private final Lengths<T> mask;

    /** @param mask the lengths of the sequences */
    ObjectMambaBlock(Ops<T> op, Params<T> w, NetworkSpec.VideoEncoder spec, Lengths<T> mask) {
        super(op, w);
        this.spec = spec;
        this.mask = mask;
    }

    /** BiMamba(LN_mamba x). */
    T mamba(T x) {
        return new BiMamba<>(op, w.at("mamba"), spec).apply(layerNorm("ln_mamba", x), mask);
    }

    /** Steps 1 and 2. */
    T scan(T x) {
        return scan(x, mamba(x));
    }

    /** Steps 1 and 2, given {@link #mamba}. */
    T scan(T x, T mamba) {
        T m = op.add(masked(x), dropPath("mamba", mamba));
        return op.add(m, dropPath("attn", masked(mlp("mamba_mlp", layerNorm("ln1", m)))));
    }

    /**
     * What steps 3 and 4 can compute before there is a query.
     *
     * @param out the result of {@link #scan}
     * @param objects whether step 3 will have objects
     */
    Ahead<T> ahead(T out, boolean objects) {
        Optional<T> objOut = objects ? Optional.of(objOut(out, attendedNone())) : Optional.empty();
        return new Ahead<>(objOut, crossQuery(out));
    }

    /**
     * Steps 3 to 5.
     *
     * @param out (V, T, C), the result of {@link #scan}
     * @param ahead what {@link #ahead} made of it, if it did
     * @param text (B, L, C)
     */
    T fuse(T out, Optional<Ahead<T>> ahead, T text, Lengths<T> textLengths, Optional<EncodedObjects<T>> objects) {
        T objOut = out;
        if (objects.isPresent()) {
            objOut = objOut(out, ahead.flatMap(Ahead::objOutOfNone), objects.get());
        }
        T query = ahead.isPresent() ? ahead.get().crossQuery() : crossQuery(out);
        T crossOut = crossOut(out, query, text, textLengths);
        return spec.objectBranch() ? gate(objOut, crossOut) : crossOut;
    }

    /** Step 5 alone, for a block that gets neither objects nor a query, as in the shot branch. */
    T alone(T out) {
        return spec.objectBranch() ? gate(out, out) : out;
    }

    private T objOut(T out, Optional<T> objOutOfNone, EncodedObjects<T> objects) {
        T index = objects.index();
        T normed = layerNorm("ln_obj", objects.values());
        T steps = op.stepsWithObjects(out, index);
        T q = linear("obj_attn.query", layerNorm("ln_obj", steps));
        T k = linear("obj_attn.key", normed);
        T v = linear("obj_attn.value", normed);
        T attended = linear("obj_attn.proj", op.objectAttention(q, k, v, spec.heads(), index));
        if (objOutOfNone.isPresent()) {
            return op.placed(objOut(steps, attended), objOutOfNone.get(), index);
        }
        return objOut(out, op.placed(attended, attendedNone(), index));
    }

    /** What the attention to objects gives at a step that has none, (C): the bias of its output projection. */
    private T attendedNone() {
        return op.vector(w.get("obj_attn.proj.bias"));
    }

    /** Step 3 from the attention's result on, which is (B, T, C), or (C) for all steps. */
    private T objOut(T out, T attended) {
        T objOut = masked(op.add(out, dropPath("attn", attended)));
        return op.add(objOut, dropPath("obj_mlp", masked(mlp("obj_mlp", layerNorm("ln_obj_mlp", objOut)))));
    }

    /** The queries of the attention to the text. */
    private T crossQuery(T out) {
        return linear("cross_attn.query", layerNorm("ln3", out));
    }

    private T crossOut(T out, T query, T text, Lengths<T> textLengths) {
        T attended = crossAttention("cross_attn", query, layerNorm("ln3", text), spec.heads(), mask, textLengths);
        T crossOut = op.add(masked(out), dropPath("attn", attended));
        return op.add(crossOut, dropPath("mlp", masked(mlp("mlp", layerNorm("ln2", crossOut)))));
    }

    private T gate(T objOut, T crossOut) {
        T both = masked(layerNorm("ln_gate_mlp", op.concat(objOut, crossOut)));
        T alpha = op.sigmoid(mlp("gate_mlp", both));
        return op.mix(alpha, objOut, crossOut);
    }

    private T masked(T x) {
        return op.masked(x, mask);
    }

    private T dropPath(String branch, T x) {
        return dropPath(branch, x, spec.dropPath());
    }
}

package io.github.osgnet4j.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.osgnet4j.network.Params;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The network's operations on arrays that go as soon as nothing needs them, as they do in Python, so that the next ones lie
 * where they lay. For predictions that all go the same way.
 */
final class TransientOps extends DjlOps<TransientOps.Numbered> {

    private static final int CONSTANT = -1;

    private final LastUses lastUses;
    private final Optional<GatedScan> scan;
    private final List<NDArray> needless = new ArrayList<>();
    private int made;
    private int used;

    /**
     * An array of the pass.
     *
     * @param number in the order in which they are made; negative for one that stays
     */
    record Numbered(NDArray array, int number) {}

    /**
     * One pass.
     *
     * @param lastUses of passes like this one
     * @param scan of one sample; if there is none it runs in Java
     */
    TransientOps(NDManager manager, TorchFunctions functions, LastUses lastUses, Optional<GatedScan> scan) {
        super(manager, functions, false, OptionalLong.empty());
        this.lastUses = lastUses;
        this.scan = scan;
    }

    Params<Numbered> params(Params<NDArray> weights) {
        return Params.of(name -> weights.has(name) ? Optional.of(constant(weights.get(name))) : Optional.empty());
    }

    @Override
    NDArray array(Numbered x) {
        if (x.number() != CONSTANT && lastUses.isLast(x.number(), used++)) {
            needless.add(x.array());
        }
        return x.array();
    }

    @Override
    NDArray in(Numbered x) {
        return array(x);
    }

    /** An operation is done: what only it still needed goes. */
    @Override
    Numbered out(NDArray result) {
        needless.forEach(NDArray::close);
        needless.clear();
        return new Numbered(result, made++);
    }

    @Override
    Numbered constant(NDArray array) {
        return new Numbered(array, CONSTANT);
    }

    @Override
    Numbered out(NDArray result, Numbered operand) {
        return out(result);
    }

    @Override
    public Numbered selectiveScan(Numbered u, Numbered delta, Numbered aLog, Numbered b, Numbered c, Numbered d) {
        return out(new Scan(functions(), constants(), in(u), in(delta), in(aLog), in(b), in(c), in(d)).forward());
    }

    @Override
    public Numbered gatedScan(
            Numbered u, Numbered step, Numbered aLog, Numbered b, Numbered c, Numbered d, Numbered gate) {
        if (scan.isEmpty()) {
            return super.gatedScan(u, step, aLog, b, c, d, gate);
        }
        NDArray y = constants().unset(array(u).getShape());
        try (NDArray decays = in(aLog).exp();
                NDArray negative = decays.neg();
                NDArray a = negative.transpose(1, 0);
                NDList rows = Scan.rows(functions(), in(u), in(step), a, in(b), in(c), in(d), in(gate))) {
            scan.get()
                    .run(
                            new GatedScan.Inputs(
                                    Scan.floats(rows.get(0)),
                                    Scan.floats(rows.get(1)),
                                    Scan.floats(rows.get(2)),
                                    Scan.floats(rows.get(3)),
                                    Scan.floats(rows.get(4)),
                                    Scan.floats(rows.get(5)),
                                    Scan.floats(rows.get(6))),
                            Scan.floats(y));
        }
        return out(y);
    }
}

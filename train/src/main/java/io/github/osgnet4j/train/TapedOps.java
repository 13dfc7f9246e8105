package io.github.osgnet4j.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.osgnet4j.network.Params;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * The network's operations on a {@link Tape}, so that the selective scan can run outside of PyTorch's graph, and blocks
 * of the network can be recomputed in the backward pass instead of being kept.
 */
class TapedOps extends DjlOps<Taped> {

    /** What happens to the operations. */
    private enum Mode {
        /** There will be no backward pass. */
        FREE,
        /** They go on the tape. */
        RECORDING,
        /** They are those of a block that will be computed again. */
        PASSING
    }

    /** How a pass that learns is computed. */
    private final boolean kernel;

    private final boolean checkpointing;
    private Mode mode;
    private Tape tape = new Tape();
    private boolean inBlock;
    /** What {@link Mode#PASSING} has computed in the block so far. */
    private final List<NDArray> passing = new ArrayList<>();
    /** Random choices of the block: those made, where it passes; those to be made again, where it is computed again. */
    private Deque<float[]> choices = new ArrayDeque<>();

    TapedOps(
            NDManager manager,
            TorchFunctions functions,
            boolean training,
            OptionalLong depthSeed,
            boolean kernel,
            boolean recording,
            boolean checkpointing) {
        super(manager, functions, training, depthSeed);
        this.kernel = kernel;
        this.mode = recording ? Mode.RECORDING : Mode.FREE;
        this.checkpointing = checkpointing;
    }

    /**
     * A pass that learns.
     *
     * @param depthSeed decides which residual branches this pass leaves out; empty keeps all of them
     * @param kernel whether scans run in Java, as on a CPU; otherwise in PyTorch, in chunks side by side
     * @param recording whether a backward pass follows
     * @param checkpointing whether the backward pass computes blocks again rather than that the pass keeps what they
     *     computed
     */
    static TapedOps learning(
            NDManager manager,
            TorchFunctions functions,
            OptionalLong depthSeed,
            boolean kernel,
            boolean recording,
            boolean checkpointing) {
        return new TapedOps(manager, functions, true, depthSeed, kernel, recording, checkpointing);
    }

    /** A pass that computes losses to look at; positions of long videos are interpolated, as in a prediction. */
    static TapedOps predicting(NDManager manager, TorchFunctions functions) {
        boolean kernel = !manager.getDevice().isGpu();
        return new TapedOps(manager, functions, false, OptionalLong.empty(), kernel, false, false);
    }

    @Override
    Taped constant(NDArray array) {
        return Taped.constant(array);
    }

    Params<Taped> params(Params<NDArray> weights) {
        Map<String, Optional<Taped>> known = new HashMap<>();
        return Params.of(name -> known.computeIfAbsent(
                name, n -> weights.has(n) ? Optional.of(constant(weights.get(n))) : Optional.empty()));
    }

    @Override
    NDArray array(Taped x) {
        return x.array();
    }

    /** The array as the segment that is open now has it. */
    @Override
    NDArray in(Taped x) {
        return mode == Mode.RECORDING ? tape.current().in(x) : x.array();
    }

    @Override
    Taped out(NDArray array) {
        switch (mode) {
            case RECORDING:
                return tape.current().out(array);
            case PASSING:
                passing.add(array);
                break;
            case FREE:
                break;
        }
        return new Taped(array, tape.current());
    }

    @Override
    Taped out(NDArray array, Taped operand) {
        return operand.isConstant() ? constant(array) : out(array);
    }

    /** Adds the gradients of a scalar of the last segment to those of the weights. Uses up the tape. */
    void backward(NDArray loss) {
        tape.backward(functions(), Optional.of(loss));
    }

    @Override
    public Taped selectiveScan(Taped u, Taped delta, Taped aLog, Taped b, Taped c, Taped d) {
        if (kernel) {
            Scan scan = new Scan(functions(), constants(), in(u), in(delta), in(aLog), in(b), in(c), in(d));
            return cut(scan, scan.forward());
        }
        ParallelScan scan = new ParallelScan(functions(), in(u), in(delta), in(aLog), in(b), in(c), in(d));
        return cut(scan, scan.forward());
    }

    private Taped cut(OutsideOperation operation, NDArray result) {
        return mode == Mode.RECORDING ? tape.cut(operation, result) : out(result);
    }

    @Override
    public Taped block(Supplier<Taped> body) {
        if (mode != Mode.RECORDING || inBlock) {
            return body.get();
        }
        inBlock = true;
        try {
            return checkpointing ? passed(body) : recorded(body);
        } finally {
            inBlock = false;
        }
    }

    private Taped recorded(Supplier<Taped> body) {
        Tape.Mark before = tape.mark();
        Taped result = body.get();
        tape.release(before, result);
        return result;
    }

    private Taped passed(Supplier<Taped> body) {
        Deque<float[]> made = new ArrayDeque<>();
        choices = made;
        mode = Mode.PASSING;
        TorchEngine.recordGradients(false);
        try {
            Taped result = body.get();
            passing.stream().filter(x -> x != result.array()).forEach(NDArray::close);
            boolean computed = passing.stream().anyMatch(x -> x == result.array());
            return computed ? tape.cut(new OutsideBlock(body, made), result.array()) : result;
        } finally {
            passing.clear();
            TorchEngine.recordGradients(true);
            mode = Mode.RECORDING;
        }
    }

    /** A block that is computed again. */
    private final class OutsideBlock implements OutsideOperation {

        private final Supplier<Taped> body;
        private final Deque<float[]> made;

        OutsideBlock(Supplier<Taped> body, Deque<float[]> made) {
            this.body = body;
            this.made = made;
        }

        @Override
        public List<NDArray> inputs() {
            return List.of();
        }

        @Override
        public List<NDArray> backward(NDArray gradient) {
            Tape whole = tape;
            tape = new Tape();
            choices = made;
            inBlock = true;
            try {
                Taped result = body.get();
                result.receive(gradient);
                tape.backward(functions(), Optional.empty());
            } finally {
                inBlock = false;
                tape = whole;
            }
            return List.of();
        }
    }

    @Override
    float[] branchFactors(int count, double probability) {
        if (mode == Mode.RECORDING && checkpointing && inBlock) {
            return choices.remove();
        }
        float[] factors = super.branchFactors(count, probability);
        if (mode == Mode.PASSING) {
            choices.add(factors);
        }
        return factors;
    }
}

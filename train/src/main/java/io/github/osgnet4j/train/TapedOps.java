package io.github.osgnet4j.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.github.osgnet4j.network.Params;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The network's operations on a tape of segments, so that the selective scan can run outside of PyTorch's graph. The graph
 * is cut at every scan: what a later segment needs of an earlier one enters it as a leaf, and the backward pass goes
 * from segment to segment, through PyTorch within each and through the scan's own gradients between them.
 */
final class TapedOps extends DjlOps<Taped> {

    /** What enters a segment from an earlier one, and the leaf it is there. */
    private record Import(Taped source, NDArray leaf) {}

    /** A stretch between two scans. */
    private static final class Segment {
        private final List<Import> imports = new ArrayList<>();
        /** Everything computed in this segment. */
        private final List<NDArray> computed = new ArrayList<>();
        /** Arrays of this segment that later ones have given a gradient. */
        private final List<Taped> wanted = new ArrayList<>();
        /** The result of the scan before this segment. */
        private final Optional<NDArray> entry;

        /** The scan that ends this segment. */
        private Optional<OutsideOperation> end = Optional.empty();

        private Segment(Optional<NDArray> entry) {
            this.entry = entry;
        }
    }

    private final boolean kernel;
    private final boolean recording;
    private final List<Segment> segments = new ArrayList<>();

    private TapedOps(
            NDManager manager,
            TorchFunctions functions,
            boolean training,
            OptionalLong depthSeed,
            boolean kernel,
            boolean recording) {
        super(manager, functions, training, depthSeed);
        this.kernel = kernel;
        this.recording = recording;
        segments.add(new Segment(Optional.empty()));
    }

    /**
     * A pass that learns.
     *
     * @param depthSeed decides which residual branches this pass leaves out; empty keeps all of them
     * @param kernel whether scans run in Java, as on a CPU; otherwise in PyTorch, in chunks side by side
     * @param recording whether a backward pass follows
     */
    static TapedOps learning(
            NDManager manager, TorchFunctions functions, OptionalLong depthSeed, boolean kernel, boolean recording) {
        return new TapedOps(manager, functions, true, depthSeed, kernel, recording);
    }

    /** A pass that computes losses to look at; positions of long videos are interpolated, as in a prediction. */
    static TapedOps predicting(NDManager manager, TorchFunctions functions) {
        boolean kernel = !manager.getDevice().isGpu();
        return new TapedOps(manager, functions, false, OptionalLong.empty(), kernel, false);
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
        int current = segments.size() - 1;
        if (!recording || x.isConstant() || x.segment() == current) {
            return x.array();
        }
        return x.leafIn(current, leaf -> segments.get(current).imports.add(new Import(x, leaf)));
    }

    @Override
    Taped out(NDArray array) {
        int current = segments.size() - 1;
        if (recording) {
            segments.get(current).computed.add(array);
        }
        return new Taped(array, current);
    }

    @Override
    Taped out(NDArray array, Taped operand) {
        return operand.isConstant() ? constant(array) : out(array);
    }

    /**
     * Adds the gradients of a scalar of the last segment to those of the weights. Uses up the tape: what a segment
     * computed is freed once its gradients are known.
     */
    void backward(NDArray loss) {
        Optional<NDArray> target = Optional.of(loss);
        for (int s = segments.size() - 1; s >= 0; s--) {
            Segment segment = segments.get(s);
            target.ifPresent(t -> {
                Gradients.backward(t);
                handOver(segment);
            });
            target = s == 0 ? Optional.empty() : target(segments.get(s - 1), segment);
            segment.computed.stream().filter(x -> x != loss).forEach(NDArray::close);
        }
    }

    /** Gives the gradients of what entered a segment to where it came from. */
    private void handOver(Segment segment) {
        for (Import i : segment.imports) {
            PtNDArray gradient = JniUtils.getGradient((PtNDArray) i.leaf());
            if (gradient != null && i.source().receive(gradient)) {
                segments.get(i.source().segment()).wanted.add(i.source());
            }
        }
    }

    /** A scalar whose gradients are those the segment's results have been given. */
    private Optional<NDArray> target(Segment segment, Segment next) {
        List<NDArray> terms = new ArrayList<>();
        for (Taped wanted : segment.wanted) {
            terms.add(functions().call("weighted", wanted.array(), wanted.gradient()));
        }
        PtNDArray scanned = JniUtils.getGradient((PtNDArray) next.entry.orElseThrow());
        if (scanned != null) {
            terms.addAll(segment.end.orElseThrow().backward(scanned));
        }
        return terms.stream().reduce(NDArray::add);
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

    /** What an operation has computed, in a segment of its own. */
    private Taped cut(OutsideOperation operation, NDArray result) {
        if (recording) {
            segments.get(segments.size() - 1).end = Optional.of(operation);
            result.setRequiresGradient(true);
            segments.add(new Segment(Optional.of(result)));
        }
        return out(result);
    }
}

package io.github.osgnet4j.train;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.github.osgnet4j.network.Lengths;
import io.github.osgnet4j.network.Ops;
import io.github.osgnet4j.network.Params;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The network's operations on a tape of segments, so that the selective scan can run outside of PyTorch. PyTorch's graph
 * is cut at every scan: what a later segment needs of an earlier one enters it as a leaf, and the backward pass goes
 * from segment to segment, through PyTorch within each and through {@link ScanKernel} between them.
 */
final class TapedOps implements Ops<Taped> {

    /** What enters a segment from an earlier one, and the leaf it is there. */
    private record Import(Taped source, NDArray leaf) {}

    /** The scan that ends a segment. */
    private record Scan(NDArray u, NDArray delta, NDArray aLog, NDArray b, NDArray c, NDArray d) {}

    /** A stretch between two scans. */
    private static final class Segment {
        private final List<Import> imports = new ArrayList<>();
        /** Everything computed in this segment. */
        private final List<NDArray> computed = new ArrayList<>();
        /** Arrays of this segment that later ones have given a gradient. */
        private final List<Taped> wanted = new ArrayList<>();
        /** The result of the scan before this segment. */
        private final Optional<NDArray> entry;

        private Optional<Scan> end = Optional.empty();

        private Segment(Optional<NDArray> entry) {
            this.entry = entry;
        }
    }

    private final DjlOps op;
    private final boolean kernel;
    private final boolean recording;
    private final List<Segment> segments = new ArrayList<>();

    /**
     * @param kernel whether scans run in Java; otherwise there is one segment
     * @param recording whether a backward pass follows
     */
    TapedOps(DjlOps op, boolean kernel, boolean recording) {
        this.op = op;
        this.kernel = kernel;
        this.recording = recording;
        segments.add(new Segment(Optional.empty()));
    }

    /** The operations on arrays, of the segment that is open now. */
    DjlOps arrays() {
        return op;
    }

    Taped constant(NDArray array) {
        return Taped.constant(array);
    }

    Params<Taped> params(Params<NDArray> weights) {
        Map<String, Optional<Taped>> known = new HashMap<>();
        return Params.of(name -> known.computeIfAbsent(
                name, n -> weights.has(n) ? Optional.of(constant(weights.get(n))) : Optional.empty()));
    }

    Lengths<Taped> lengths(int[] lengths, int steps) {
        return out(op.lengths(lengths, steps));
    }

    /** What was computed with arrays of the segment that is open now. */
    Taped result(NDArray array) {
        return out(array);
    }

    /** An array for use in the segment that is open now. */
    NDArray in(Taped x) {
        int current = segments.size() - 1;
        if (!recording || x.isConstant() || x.segment() == current) {
            return x.array();
        }
        return x.leafIn(current, leaf -> segments.get(current).imports.add(new Import(x, leaf)));
    }

    private Lengths<NDArray> in(Lengths<Taped> lengths) {
        return lengths.isFull() ? Lengths.full() : Lengths.of(in(lengths.values()));
    }

    private Taped out(NDArray array) {
        int current = segments.size() - 1;
        if (recording) {
            segments.get(current).computed.add(array);
        }
        return new Taped(array, current);
    }

    /** The result of an operation that may have left its operand as it was. */
    private Taped out(NDArray array, Taped operand) {
        if (operand.isConstant()) {
            return constant(array);
        }
        return array == operand.array() ? operand : out(array);
    }

    private Lengths<Taped> out(Lengths<NDArray> lengths) {
        return lengths.isFull() ? Lengths.full() : Lengths.of(constant(lengths.values()));
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
            terms.add(op.functions().call("weighted", wanted.array(), wanted.gradient()));
        }
        PtNDArray scanned = JniUtils.getGradient((PtNDArray) next.entry.orElseThrow());
        if (scanned != null) {
            Scan scan = segment.end.orElseThrow();
            ScanKernel.Gradients g = kernel(scan).backward(scanned.toFloatArray());
            Stream.of(
                            term(scan.u(), g.u()),
                            term(scan.delta(), g.delta()),
                            term(scan.aLog(), g.aLog()),
                            term(scan.b(), g.b()),
                            term(scan.c(), g.c()),
                            term(scan.d(), g.d()))
                    .forEach(terms::add);
        }
        return terms.stream().reduce(NDArray::add);
    }

    private NDArray term(NDArray array, float[] gradient) {
        NDArray weights = op.constant(gradient, array.getShape().getShape());
        return op.functions().call("weighted", array, weights);
    }

    private static ScanKernel kernel(Scan scan) {
        return DjlOps.kernel(scan.u(), scan.delta(), scan.aLog(), scan.b(), scan.c(), scan.d());
    }

    @Override
    public Taped selectiveScan(Taped u, Taped delta, Taped aLog, Taped b, Taped c, Taped d) {
        Scan scan = new Scan(in(u), in(delta), in(aLog), in(b), in(c), in(d));
        if (!kernel) {
            return out(op.selectiveScan(scan.u(), scan.delta(), scan.aLog(), scan.b(), scan.c(), scan.d()));
        }
        NDArray y = op.constant(kernel(scan).forward(), scan.u().getShape().getShape());
        if (recording) {
            segments.get(segments.size() - 1).end = Optional.of(scan);
            y.setRequiresGradient(true);
            segments.add(new Segment(Optional.of(y)));
        }
        return out(y);
    }

    @Override
    public Taped add(Taped a, Taped b) {
        return out(op.add(in(a), in(b)));
    }

    @Override
    public Taped mul(Taped a, Taped b) {
        return out(op.mul(in(a), in(b)));
    }

    @Override
    public Taped mix(Taped alpha, Taped a, Taped b) {
        return out(op.mix(in(alpha), in(a), in(b)));
    }

    @Override
    public Taped relu(Taped x) {
        return out(op.relu(in(x)));
    }

    @Override
    public Taped gelu(Taped x) {
        return out(op.gelu(in(x)));
    }

    @Override
    public Taped silu(Taped x) {
        return out(op.silu(in(x)));
    }

    @Override
    public Taped sigmoid(Taped x) {
        return out(op.sigmoid(in(x)));
    }

    @Override
    public Taped softplus(Taped x) {
        return out(op.softplus(in(x)));
    }

    @Override
    public Taped scale(Taped x, Taped factors) {
        return out(op.scale(in(x), in(factors)));
    }

    @Override
    public Taped dropPath(Taped x, double probability) {
        return out(op.dropPath(in(x), probability), x);
    }

    @Override
    public Taped linear(Taped x, Taped weight) {
        return out(op.linear(in(x), in(weight)));
    }

    @Override
    public Taped linear(Taped x, Taped weight, Taped bias) {
        return out(op.linear(in(x), in(weight), in(bias)));
    }

    @Override
    public Taped layerNorm(Taped x, Taped weight, Taped bias) {
        return out(op.layerNorm(in(x), in(weight), in(bias)));
    }

    @Override
    public Taped concat(Taped a, Taped b) {
        return out(op.concat(in(a), in(b)));
    }

    @Override
    public List<Taped> split(Taped x, int... sizes) {
        return op.split(in(x), sizes).stream().map(this::out).toList();
    }

    @Override
    public Taped conv1d(Taped x, Taped weight) {
        return out(op.conv1d(in(x), in(weight)));
    }

    @Override
    public Taped conv1d(Taped x, Taped weight, Taped bias) {
        return out(op.conv1d(in(x), in(weight), in(bias)));
    }

    @Override
    public Taped depthwiseConv1d(Taped x, Taped weight, int stride) {
        return out(op.depthwiseConv1d(in(x), in(weight), stride));
    }

    @Override
    public Taped causalConv1d(Taped x, Taped weight, Taped bias) {
        return out(op.causalConv1d(in(x), in(weight), in(bias)));
    }

    @Override
    public Taped maxPool1d(Taped x, int kernelSize, int stride) {
        return out(op.maxPool1d(in(x), kernelSize, stride));
    }

    @Override
    public Lengths<Taped> lengthOf(Taped x) {
        return out(op.lengthOf(x.array()));
    }

    @Override
    public Lengths<Taped> strided(Lengths<Taped> lengths, int stride) {
        return out(op.strided(in(lengths), stride));
    }

    @Override
    public Taped masked(Taped x, Lengths<Taped> lengths) {
        return out(op.masked(in(x), in(lengths)), x);
    }

    @Override
    public Taped reverse(Taped x, Lengths<Taped> lengths) {
        return out(op.reverse(in(x), in(lengths)));
    }

    @Override
    public Taped dropPadding(Taped x, Lengths<Taped> lengths) {
        return out(op.dropPadding(in(x), in(lengths)), x);
    }

    @Override
    public Taped firstSteps(Taped x, Taped like) {
        return out(op.firstSteps(in(x), like.array()), x);
    }

    @Override
    public Taped padSteps(Taped x, int multiple) {
        return out(op.padSteps(in(x), multiple), x);
    }

    @Override
    public Taped positions(Taped table, Taped x, Lengths<Taped> lengths, int multiple) {
        return constant(op.positions(in(table), x.array(), in(lengths), multiple));
    }

    @Override
    public Taped attention(Taped q, Taped k, Taped v, int heads, Lengths<Taped> keys) {
        return out(op.attention(in(q), in(k), in(v), heads, in(keys)));
    }

    @Override
    public Taped windowAttention(Taped q, Taped k, Taped v, int heads, int radius, Lengths<Taped> lengths) {
        return out(op.windowAttention(in(q), in(k), in(v), heads, radius, in(lengths)));
    }

    @Override
    public Taped objectRows(Taped table, Taped fallback, Taped index) {
        return out(op.objectRows(in(table), in(fallback), in(index)));
    }

    @Override
    public Taped maskedObjects(Taped x, Taped index) {
        return out(op.maskedObjects(in(x), in(index)));
    }

    @Override
    public Taped objectAttention(Taped q, Taped k, Taped v, int heads, Taped index) {
        return out(op.objectAttention(in(q), in(k), in(v), heads, in(index)));
    }

    @Override
    public Taped learnedQueries(Taped weight, Taped like) {
        return out(op.learnedQueries(in(weight), like.array()));
    }

    @Override
    public Taped firstStep(Taped x) {
        return out(op.firstStep(in(x)));
    }

    @Override
    public Taped cosine(Taped x, Taped y) {
        return out(op.cosine(in(x), in(y)));
    }
}

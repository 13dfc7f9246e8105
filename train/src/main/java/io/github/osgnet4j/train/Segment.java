package io.github.osgnet4j.train;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A stretch of a {@link Tape} between two operations that run outside of PyTorch's graph. */
final class Segment {

    /** The result of the operation before this segment. */
    private final Optional<NDArray> entry;
    /** What enters the segment from earlier ones, and the leaf it is here. */
    private final Map<Taped, NDArray> leaves = new LinkedHashMap<>();
    /** What is computed in this segment and still held, in its order. */
    private final List<NDArray> computed = new ArrayList<>();
    /** Arrays of this segment that later ones have given a gradient. */
    private final List<Taped> wanted = new ArrayList<>();
    /** The operation that ends this segment. */
    private Optional<OutsideOperation> end = Optional.empty();

    Segment(Optional<NDArray> entry) {
        this.entry = entry;
    }

    /** An array as this segment has it: where it comes from an earlier one, as a leaf. */
    NDArray in(Taped x) {
        return x.isConstant() || x.isOf(this) ? x.array() : leaves.computeIfAbsent(x, Segment::leaf);
    }

    private static NDArray leaf(Taped x) {
        NDArray leaf = x.array().stopGradient();
        leaf.setRequiresGradient(true);
        return leaf;
    }

    Taped out(NDArray array) {
        if (entry.isEmpty() || entry.get() != array) {
            computed.add(array);
        }
        return new Taped(array, this);
    }

    void want(Taped x) {
        wanted.add(x);
    }

    void end(OutsideOperation operation) {
        end = Optional.of(operation);
    }

    /** How many arrays are held. */
    int held() {
        return computed.size();
    }

    /** Adds what must stay, of the arrays of any segment, for the backward pass of this one. */
    void addNeeded(Set<NDArray> needed) {
        end.ifPresent(operation -> needed.addAll(operation.inputs()));
        leaves.keySet().forEach(source -> needed.add(source.array()));
    }

    /** Lets go of the arrays held from a place on; PyTorch's graph keeps what it needs of them. */
    void release(int from, Set<NDArray> needed) {
        List<NDArray> late = computed.subList(from, computed.size());
        late.stream().filter(x -> !needed.contains(x)).forEach(NDArray::close);
        late.removeIf(x -> !needed.contains(x));
    }

    /**
     * Adds the gradients of a loss, and of what later segments want of this one, to those of the weights and of what
     * entered the segment; then frees what the segment holds.
     *
     * @param loss computed in this segment, which stays
     * @param next the segment after this one
     */
    void backward(TorchFunctions functions, Optional<NDArray> loss, Optional<Segment> next) {
        List<NDArray> outside = next.map(this::throughEnd).orElse(List.of());
        List<NDArray> terms = new ArrayList<>();
        wanted.forEach(x -> terms.add(functions.call("weighted", x.array(), x.gradient())));
        terms.addAll(outside);
        Optional<NDArray> wantedSum = terms.stream().reduce(NDArray::add);
        wantedSum.ifPresent(Gradients::backward);
        loss.ifPresent(Gradients::backward);
        handOver();
        wantedSum.ifPresent(NDArray::close);
        terms.forEach(NDArray::close);
        wanted.forEach(x -> x.gradient().close());
        computed.stream().filter(x -> loss.isEmpty() || loss.get() != x).forEach(NDArray::close);
        leaves.values().forEach(NDArray::close);
    }

    /** The backward pass of the operation at the end, whose result is the next segment's entry. */
    private List<NDArray> throughEnd(Segment next) {
        NDArray result = next.entry.orElseThrow();
        PtNDArray gradient = JniUtils.getGradient((PtNDArray) result);
        List<NDArray> terms = gradient == null ? List.of() : end.orElseThrow().backward(gradient);
        if (gradient != null) {
            gradient.close();
        }
        result.close();
        return terms;
    }

    /** Gives the gradients of what entered this segment to where it came from. */
    private void handOver() {
        leaves.forEach((source, leaf) -> {
            PtNDArray gradient = JniUtils.getGradient((PtNDArray) leaf);
            if (gradient != null) {
                source.receive(gradient);
            }
        });
    }
}

package io.github.osgnet4j.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import io.github.osgnet4j.data.config.OptimizerConfig;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.StreamedTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * AdamW, or SGD with momentum, as in PyTorch: decoupled weight decay (AdamW), bias correction, epsilon after the root.
 * Weight decay acts on weights of linear layers, convolutions and embeddings. A parameter without gradient is left
 * alone altogether, and its bias correction counts only the steps in which it had one.
 */
final class Optimizer implements AutoCloseable {

    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;

    /** Elements treated at once; it bounds the arrays in between. */
    private static final int PIECE = 1 << 24;

    /** Neighbouring parameters that are treated alike, from the layout's {@code first} on. */
    private record Run(int first, int begin, int end, double decay, double rateFactor) {

        Stream<Run> pieces() {
            return IntStream.iterate(begin, at -> at < end, at -> at + PIECE)
                    .mapToObj(at -> new Run(first, at, Math.min(at + PIECE, end), decay, rateFactor));
        }
    }

    private final OptimizerConfig config;
    private final TorchFunctions functions;
    private final NDArray mean;
    private final NDArray variance;
    private final WeightsLayout layout;
    /** Of each parameter. */
    private final long[] steps;

    private BitSet known = new BitSet();
    private List<Run> runs = List.of();

    Optimizer(NDManager manager, TorchFunctions functions, OptimizerConfig config, WeightsLayout layout) {
        this.config = config;
        this.functions = functions;
        this.layout = layout;
        this.steps = new long[layout.slots().size()];
        this.mean = DeviceWeights.keep(manager.zeros(new Shape(layout.size())));
        this.variance = DeviceWeights.keep(manager.zeros(new Shape(adam() ? layout.size() : 1)));
    }

    private boolean adam() {
        return config.type() == OptimizerConfig.Type.ADAMW;
    }

    /**
     * The Euclidean norm of all gradients, which it scales down to at most {@code limit}.
     *
     * @param limit not above 0 for none
     * @return the norm before
     */
    double clip(NDArray gradients, double limit) {
        double norm = Math.sqrt(squaredNorm(gradients));
        double factor = limit / (norm + 1e-6);
        if (limit > 0 && factor < 1) {
            scale(gradients, factor);
        }
        return norm;
    }

    private double squaredNorm(NDArray array) {
        long size = array.size();
        double sum = 0;
        for (long at = 0; at < size; at += PIECE) {
            try (NDArray piece = array.get(new NDIndex().addSliceDim(at, Math.min(at + PIECE, size)));
                    NDArray squares = functions.call("squared_norm", piece)) {
                sum += squares.getFloat();
            }
        }
        return sum;
    }

    void scale(NDArray array, double factor) {
        functions.run("times", value(array), IValue.from(factor));
    }

    /** One step. */
    void step(DeviceWeights weights, DeviceWeights.Gradients gradients, double rate) {
        gradients.used().stream().forEach(i -> steps[i]++);
        if (!known.equals(gradients.used())) {
            known = gradients.used();
            // While the same ones are used, those that have had as many steps stay so.
            runs = runs(known).stream().flatMap(Run::pieces).toList();
        }
        for (Run run : runs) {
            if (adam()) {
                functions.run(
                        "adam",
                        value(weights.flat()),
                        value(gradients.flat()),
                        value(mean),
                        value(variance),
                        IValue.from((long) run.begin()),
                        IValue.from((long) run.end()),
                        IValue.from(rate * run.rateFactor()),
                        IValue.from(run.decay()),
                        IValue.from(1 - Math.pow(BETA1, steps[run.first()])),
                        IValue.from(1 - Math.pow(BETA2, steps[run.first()])));
            } else {
                functions.run(
                        "sgd",
                        value(weights.flat()),
                        value(gradients.flat()),
                        value(mean),
                        IValue.from((long) run.begin()),
                        IValue.from((long) run.end()),
                        IValue.from(rate * run.rateFactor()),
                        IValue.from(run.decay()),
                        IValue.from(config.momentum()));
            }
        }
    }

    /** Moves a running mean of weights towards them: keep * mean + (1 - keep) * weights. */
    void average(DeviceWeights mean, DeviceWeights weights, double keep) {
        functions.run("average", value(mean.flat()), value(weights.flat()), IValue.from(keep));
    }

    private List<Run> runs(BitSet used) {
        ToDoubleFunction<WeightsLayout.Slot> decay = slot -> slot.decay() ? config.weightDecay() : 0;
        List<Run> merged = new ArrayList<>();
        for (int i = used.nextSetBit(0); i >= 0; i = used.nextSetBit(i + 1)) {
            WeightsLayout.Slot slot = layout.slots().get(i);
            Run next = new Run(
                    i, slot.offset(), slot.offset() + slot.size(), decay.applyAsDouble(slot), rateFactor(slot.name()));
            Run last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last != null
                    && last.end() == next.begin()
                    && steps[last.first()] == steps[i]
                    && last.decay() == next.decay()
                    && last.rateFactor() == next.rateFactor()) {
                merged.set(
                        merged.size() - 1,
                        new Run(last.first(), last.begin(), next.end(), last.decay(), last.rateFactor()));
            } else {
                merged.add(next);
            }
        }
        return merged;
    }

    /** {@code backbone_lr_weight} acts on all but the heads. */
    private double rateFactor(String name) {
        return name.contains("head") || name.contains("decoder") ? 1 : config.backboneLrWeight();
    }

    private static IValue value(NDArray array) {
        return IValue.from((PtNDArray) array);
    }

    /**
     * What a checkpoint must contain besides the weights.
     *
     * @param <T> where the values are
     * @param steps of each parameter, in the order of the layout: those in which it had a gradient
     * @param mean running mean of the gradients
     * @param variance running mean of their squares; one element where the optimizer has none
     */
    record State<T extends StreamedTensor>(List<Long> steps, T mean, T variance) {}

    State<DeviceTensor> state() {
        return new State<>(
                Arrays.stream(steps).boxed().toList(),
                DeviceTensor.whole(RunState.MEAN, mean),
                DeviceTensor.whole(RunState.VARIANCE, variance));
    }

    void restore(State<NamedTensor> state) {
        Arrays.setAll(steps, state.steps()::get);
        known = new BitSet();
        runs = List.of();
        restore(mean, state.mean().values());
        restore(variance, state.variance().values());
    }

    private static void restore(NDArray array, float[] values) {
        DeviceWeights.write(values, 0, values.length, array, 0);
    }

    @Override
    public void close() {
        mean.close();
        variance.close();
    }
}

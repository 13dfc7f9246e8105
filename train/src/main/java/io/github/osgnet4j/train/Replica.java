package io.github.osgnet4j.train;

import ai.djl.Device;
import ai.djl.ndarray.NDScope;
import ai.djl.pytorch.engine.PtNDManager;
import io.github.osgnet4j.network.NamedTensor;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The network on one device. Its methods belong to one thread at a time. */
final class Replica implements AutoCloseable {

    private final PtNDManager manager;
    private final TorchFunctions functions;
    private final TorchFunctions learning;
    private final DeviceWeights weights;
    private final LossSettings settings;
    private final boolean stochasticDepth;
    private final boolean checkpointing;

    Replica(
            Device device,
            WeightsLayout layout,
            Map<String, NamedTensor> values,
            LossSettings settings,
            boolean stochasticDepth,
            Compute compute) {
        this.manager = TorchEngine.newManager(device);
        this.functions = TorchFunctions.load(manager);
        this.learning =
                compute.precision() == Precision.FP32 ? functions : TorchFunctions.load(manager, compute.precision());
        this.weights = DeviceWeights.learning(manager, layout, values);
        this.settings = settings;
        this.stochasticDepth = stochasticDepth;
        this.checkpointing = compute.checkpointing();
    }

    PtNDManager manager() {
        return manager;
    }

    /** In float32, for all that is no pass that learns. */
    TorchFunctions functions() {
        return functions;
    }

    DeviceWeights weights() {
        return weights;
    }

    /**
     * What a batch cost.
     *
     * @param forwardNanos time of the forward pass
     * @param backwardNanos time of the backward pass; 0 where the losses were not finite and it was left out
     */
    record Outcome(Losses.Values losses, double normalizer, long forwardNanos, long backwardNanos) {}

    /** Forward and backward pass; adds to the gradients. Without gradients where the losses are not finite. */
    Outcome learn(TrainingBatch batch, LossNormalizer normalizer, long seed, Optional<SharedShots> shared) {
        long start = System.nanoTime();
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            TorchEngine.recordGradients(true);
            TapedOps op = operations(true);
            Losses losses = pass(op).losses(batch, normalizer, seed, shared);
            Losses.Values values = losses.values();
            long forward = System.nanoTime();
            if (values.finite()) {
                op.backward(losses.total());
            }
            return new Outcome(values, normalizer.value(), forward - start, System.nanoTime() - forward);
        } finally {
            learning.forgetCasts();
            TorchEngine.recordGradients(false);
        }
    }

    /** What a batch brings to the similarity matrix of a step of several batches. */
    SharedShots.Part shotVectors(TrainingBatch batch, long seed) {
        TorchEngine.recordGradients(false);
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            return pass(operations(false)).shotVectors(batch, seed);
        } finally {
            learning.forgetCasts();
        }
    }

    /**
     * Operations of a pass that learns. On a CPU the scan in Java is several times faster than PyTorch and needs a
     * fraction of its memory; on a GPU its arrays would have to come and go.
     */
    private TapedOps operations(boolean recording) {
        OptionalLong depth = stochasticDepth ? OptionalLong.of(0) : OptionalLong.empty();
        boolean kernel = !manager.getDevice().isGpu();
        return TapedOps.learning(manager, learning, depth, kernel, recording, checkpointing);
    }

    private TrainingPass pass(TapedOps op) {
        return new TrainingPass(op, weights.params(), weights.layout().spec(), settings);
    }

    @Override
    public void close() {
        weights.close();
        functions.close();
        if (learning != functions) {
            learning.close();
        }
        manager.close();
    }
}

package io.github.osgnet4j.train;

import ai.djl.Device;
import ai.djl.ndarray.NDScope;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.network.NamedTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * One training step over one or more batches, on one or more devices. Several batches correspond to the official
 * trainer's several GPUs: each has its own loss normaliser, all share one similarity matrix of shots and divide its
 * loss among them, and their gradients are averaged.
 */
final class TrainingStep implements AutoCloseable {

    private final OsgnetConfig config;
    private final List<Replica> replicas;
    private final List<ExecutorService> threads;
    private final List<LossNormalizer> normalizers;
    private final DeviceWeights average;
    private final Optimizer optimizer;
    private final MovingAverage averaging;

    /**
     * @param devices each gets a copy of the weights; the first one also optimizer and moving average
     * @param batches a step, at least as many as devices and a multiple
     */
    TrainingStep(
            OsgnetConfig config,
            Map<String, NamedTensor> values,
            List<Device> devices,
            int batches,
            MovingAverage averaging,
            boolean stochasticDepth,
            Compute compute) {
        this.config = config;
        this.averaging = averaging;
        WeightsLayout layout = WeightsLayout.of(config.network());
        LossSettings settings = LossSettings.of(config.multiTask());
        this.threads = devices.size() == 1
                ? List.of()
                : devices.stream().map(d -> Executors.newSingleThreadExecutor()).toList();
        this.replicas = devices.stream()
                .map(d -> new Replica(d, layout, values, settings, stochasticDepth, compute))
                .toList();
        this.normalizers = IntStream.range(0, batches)
                .mapToObj(i -> new LossNormalizer(
                        config.nlq().lossNormalizer(), config.nlq().lossNormalizerMomentum()))
                .toList();
        Replica first = replicas.get(0);
        this.average = DeviceWeights.fixed(first.manager(), layout, values);
        this.optimizer = new Optimizer(first.manager(), first.functions(), config.optimizer(), layout);
    }

    /** The device with the weights that are validated and saved. */
    Replica first() {
        return replicas.get(0);
    }

    /** The weights that are trained. */
    DeviceWeights weights() {
        return first().weights();
    }

    /** Their moving average. */
    DeviceWeights average() {
        return average;
    }

    Optimizer optimizer() {
        return optimizer;
    }

    List<LossNormalizer> normalizers() {
        return normalizers;
    }

    /**
     * The result of a step.
     *
     * @param losses means over the batches
     * @param each the losses of each batch
     * @param gradientNorm before clipping
     * @param learned false where a loss or the norm was not finite, and the weights are as they were
     */
    record Result(
            Losses.Values losses,
            List<Losses.Values> each,
            double normalizer,
            double gradientNorm,
            boolean learned,
            long forwardNanos,
            long backwardNanos,
            long optimizerNanos) {}

    /** Trains on batches with the given learning rate. {@code step} counts from 0. */
    Result run(List<TrainingBatch> batches, long step, double rate, long seed) {
        return run(batches, step, rate, seed, gradients -> {});
    }

    /** {@code seen} receives the gradients, averaged over the batches, before they are clipped. */
    Result run(List<TrainingBatch> batches, long step, double rate, long seed, Consumer<DeviceWeights.Gradients> seen) {
        List<Optional<SharedShots.Part>> parts = sharedShots(batches, step, seed);
        List<Replica.Outcome> outcomes = onDevices(batches.size(), i -> {
            Optional<SharedShots> shared = parts.isEmpty() || parts.get(i).isEmpty()
                    ? Optional.empty()
                    : Optional.of(SharedShots.of(parts, i));
            return replica(i).learn(batches.get(i), normalizers.get(i), Seeds.at(seed, step, i), shared);
        });
        long forward =
                outcomes.stream().mapToLong(Replica.Outcome::forwardNanos).sum();
        long backward =
                outcomes.stream().mapToLong(Replica.Outcome::backwardNanos).sum();
        List<Losses.Values> each =
                outcomes.stream().map(Replica.Outcome::losses).toList();
        Losses.Values losses = mean(each);
        double normalizer = mean(outcomes, Replica.Outcome::normalizer);
        if (!losses.finite()) {
            replicas.forEach(r -> r.weights().dropGradients());
            return new Result(losses, each, normalizer, Double.NaN, false, forward, backward, 0);
        }
        long start = System.nanoTime();
        double norm = learn(step, rate, batches.size(), seen);
        return new Result(
                losses, each, normalizer, norm, Double.isFinite(norm), forward, backward, System.nanoTime() - start);
    }

    private double learn(long step, double rate, int batches, Consumer<DeviceWeights.Gradients> seen) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            DeviceWeights.Gradients gradients = weights().takeGradients();
            for (Replica other : replicas.subList(1, replicas.size())) {
                gradients.add(other.weights().takeGradients());
            }
            if (batches > 1) {
                optimizer.scale(gradients.flat(), 1.0 / batches);
            }
            seen.accept(gradients);
            double norm = optimizer.clip(gradients.flat(), config.train().clipGradL2Norm());
            if (Double.isFinite(norm)) {
                optimizer.step(weights(), gradients, rate);
                optimizer.average(average, weights(), averaging.keep(step));
                broadcast();
            }
            return norm;
        }
    }

    /** Gives the first device's weights to the others. */
    void broadcast() {
        if (replicas.size() > 1) {
            float[] values = weights().flat().toFloatArray();
            replicas.subList(1, replicas.size()).forEach(r -> r.weights().setFlat(values));
        }
    }

    /** What each batch brings to the matrix of all; nothing at all for one batch, which is compared with itself. */
    private List<Optional<SharedShots.Part>> sharedShots(List<TrainingBatch> batches, long step, long seed) {
        if (batches.size() == 1 || batches.stream().allMatch(b -> b.shots().isEmpty())) {
            return List.of();
        }
        return onDevices(
                batches.size(),
                i -> batches.get(i).shots().map(s -> replica(i).shotVectors(batches.get(i), Seeds.at(seed, step, i))));
    }

    private Replica replica(int batch) {
        return replicas.get(batch % replicas.size());
    }

    private interface Work<T> {
        T of(int batch);
    }

    /** Each device's batches one after the other in that device's thread. */
    private <T> List<T> onDevices(int batches, Work<T> work) {
        if (threads.isEmpty()) {
            return IntStream.range(0, batches).mapToObj(work::of).toList();
        }
        List<Future<T>> futures = new ArrayList<>();
        for (int i = 0; i < batches; i++) {
            int batch = i;
            Callable<T> task = () -> work.of(batch);
            futures.add(threads.get(i % threads.size()).submit(task));
        }
        return futures.stream().map(TrainingStep::await).toList();
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrainException("Training was interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException r ? r : new TrainException("A device failed", e.getCause());
        }
    }

    private static Losses.Values mean(List<Losses.Values> all) {
        boolean shots = all.stream().anyMatch(v -> v.shots().isPresent());
        return new Losses.Values(
                mean(all, Losses.Values::total),
                mean(all, Losses.Values::classification),
                mean(all, Losses.Values::regression),
                shots ? Optional.of(mean(all, v -> v.shots().orElse(0.0))) : Optional.empty());
    }

    private static <T> double mean(List<T> all, ToDoubleFunction<T> value) {
        return all.stream().mapToDouble(value).average().orElseThrow();
    }

    @Override
    public void close() {
        threads.forEach(ExecutorService::shutdown);
        optimizer.close();
        average.close();
        replicas.forEach(Replica::close);
    }
}

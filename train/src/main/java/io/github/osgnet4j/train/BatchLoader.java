package io.github.osgnet4j.train;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.network.NetworkSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The batches of a run, starting at any step, prefetched by a separate thread. Order and random choices depend only on
 * the seed, the epoch and the position in it. As on several official devices, the queries of an epoch are dealt to the
 * batches of a step, the first ones again where they do not come out even; what then does not fill an epoch's last step
 * is left out, other queries each time.
 */
final class BatchLoader implements AutoCloseable {

    /** Steps that wait in the queue; the one after them is read and waits for room. */
    private static final int WAITING = 1;

    private final SampleSource source;
    private final NetworkSpec spec;
    private final long seed;
    private final int batchSize;
    private final int batches;
    private final BlockingQueue<Loaded> queue = new ArrayBlockingQueue<>(WAITING);
    private final Thread thread;
    private volatile boolean closed;

    /** A step's batches, or why there are none. */
    private record Loaded(
            List<TrainingBatch> batches, @Nullable RuntimeException failure) {}

    /**
     * @param batches a step
     * @param firstStep where the run continues
     */
    BatchLoader(SampleSource source, NetworkSpec spec, long seed, int batchSize, int batches, long firstStep) {
        this.source = source;
        this.spec = spec;
        this.seed = seed;
        this.batchSize = batchSize;
        this.batches = batches;
        this.thread = new Thread(() -> readAhead(firstStep), "batch-loader");
        thread.setDaemon(true);
        thread.start();
    }

    /** Steps an epoch of a source has. */
    static long stepsPerEpoch(SampleSource source, int batchSize, int batches) {
        long each = (source.queries().size() + batches - 1L) / batches;
        long steps = each / batchSize;
        if (steps == 0) {
            throw new TrainException(
                    "The training split has " + source.queries().size()
                            + " queries, fewer than one step takes (batch size " + batchSize + " x " + batches
                            + "); lower --batch-size or --accumulate");
        }
        return steps;
    }

    /** The batches of the next step. */
    List<TrainingBatch> next() {
        try {
            Loaded loaded = queue.poll(1, TimeUnit.HOURS);
            if (loaded == null) {
                throw new TrainException("No batch arrived for an hour; is the storage of the features gone?");
            }
            if (loaded.failure() != null) {
                throw loaded.failure();
            }
            return loaded.batches();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrainException("Training was interrupted", e);
        }
    }

    private void readAhead(long firstStep) {
        long perEpoch = stepsPerEpoch(source, batchSize, batches);
        List<AnnotatedQuery> order = List.of();
        try {
            for (long step = firstStep; !closed; step++) {
                long epoch = step / perEpoch;
                if (order.isEmpty() || step % perEpoch == 0) {
                    order = shuffled(epoch);
                }
                queue.put(load(order, step, step % perEpoch));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Loaded load(List<AnnotatedQuery> order, long step, long place) {
        try {
            List<TrainingBatch> loaded = new ArrayList<>();
            for (int b = 0; b < batches; b++) {
                List<TrainingSample> samples = new ArrayList<>();
                for (int i = 0; i < batchSize; i++) {
                    long at = ((place * batches + b) * batchSize + i) % order.size();
                    RandomGenerator random = Seeds.generator(Seeds.at(seed, step, b, i));
                    samples.add(source.sample(order.get(Math.toIntExact(at)), random));
                }
                loaded.add(TrainingBatch.of(spec, samples));
            }
            return new Loaded(loaded, null);
        } catch (RuntimeException e) {
            return new Loaded(List.of(), e);
        }
    }

    /** All queries in the order of an epoch. */
    private List<AnnotatedQuery> shuffled(long epoch) {
        List<AnnotatedQuery> order = new ArrayList<>(source.queries());
        RandomGenerator random = Seeds.generator(Seeds.at(seed, epoch));
        for (int i = order.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            AnnotatedQuery moved = order.get(i);
            order.set(i, order.get(j));
            order.set(j, moved);
        }
        return order;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

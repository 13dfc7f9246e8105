package io.github.osgnet4j.encoders;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The frames of a video prepared for an encoder's network: decoded by a child process and resized by separate threads,
 * a few frames ahead of the consumer.
 */
final class PreparedFrames implements AutoCloseable {

    private static final int AHEAD = 4;
    private static final int THREADS =
            Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors() / 2));

    /**
     * A frame.
     *
     * @param time of the grid
     * @param seconds its timestamp
     * @param pixels as the network takes them
     */
    record Prepared(long time, double seconds, float[] pixels) {}

    private final Sampling sampling;
    private final FramePreparation preparation;
    private final EncodingTimes times;
    private final FrameStream stream;
    private final double end;
    private final BlockingQueue<Future<Optional<Prepared>>> queue = new ArrayBlockingQueue<>(AHEAD);
    private final ExecutorService threads;
    private final Thread reader;
    private volatile boolean closed;
    private volatile long count;

    /** Frames of a video, up to little beyond the end that it says, whatever follows. */
    PreparedFrames(VideoFile video, Sampling sampling, FramePreparation preparation, EncodingTimes times) {
        this.sampling = sampling;
        this.preparation = preparation;
        this.times = times;
        this.end = video.duration() + FrameStream.SURPLUS;
        this.stream = video.frames(sampling.grid());
        this.threads = Executors.newFixedThreadPool(THREADS, task -> thread(task, "osgnet-frame-preparation"));
        this.reader = thread(this::read, "osgnet-frames");
        reader.start();
    }

    private static Thread thread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private void read() {
        try {
            try {
                for (long time = 0; !closed; time++) {
                    long start = System.nanoTime();
                    Optional<Frame> frame = stream.next();
                    times.decode().addAndGet(System.nanoTime() - start);
                    if (frame.isEmpty() || sampling.grid().seconds(time) > end) {
                        queue.put(CompletableFuture.completedFuture(Optional.empty()));
                        return;
                    }
                    count = time + 1;
                    if (sampling.takes(time)) {
                        long place = time;
                        queue.put(threads.submit(() -> prepare(place, frame.get())));
                    }
                }
            } catch (RuntimeException | Error e) {
                queue.put(CompletableFuture.failedFuture(e));
            }
        } catch (InterruptedException e) {
            // Nobody wants more.
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Prepared> prepare(long time, Frame frame) {
        long start = System.nanoTime();
        float[] pixels = preparation.apply(frame);
        times.preprocess().addAndGet(System.nanoTime() - start);
        return Optional.of(new Prepared(time, frame.seconds(), pixels));
    }

    /** The next frame; empty at the end. */
    Optional<Prepared> next() {
        try {
            return queue.take().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EncodingCancelledException("Interrupted while a video was encoded");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof EncoderException problem) {
                throw problem;
            }
            throw new EncoderException("A frame cannot be prepared: " + e.getCause(), e.getCause());
        }
    }

    /** Times of the grid at which the video had a frame, once it has ended. */
    long count() {
        return count;
    }

    @Override
    public void close() {
        closed = true;
        stream.close();
        reader.interrupt();
        threads.shutdownNow();
    }
}

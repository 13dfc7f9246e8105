package io.github.osgnet4j.benchmarks;

import io.github.osgnet4j.train.ScanKernel;
import java.nio.FloatBuffer;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** The selective scan of training, one direction of one block at full size, and its gradients. */
public class ScanBenchmark extends TimedBenchmark {

    private static final int STEPS = 1024;
    private static final int CHANNELS = 1024;
    private static final int STATES = 16;

    @Param({"false", "true"})
    boolean parallel;

    private ScanKernel kernel;
    private FloatBuffer gradient;
    private final FloatBuffer first = FloatBuffer.allocate(STEPS * CHANNELS);
    private final FloatBuffer second = FloatBuffer.allocate(STEPS * CHANNELS);

    /** Random inputs of the size that a trained network's have. */
    @Setup
    public void prepare() {
        Random random = new Random(1);
        float[] delta = normal(random, STEPS * CHANNELS);
        for (int i = 0; i < delta.length; i++) {
            delta[i] = Math.abs(delta[i]) * 0.1f;
        }
        kernel = new ScanKernel(
                1,
                STEPS,
                FloatBuffer.wrap(normal(random, STEPS * CHANNELS)),
                FloatBuffer.wrap(delta),
                normal(random, CHANNELS * STATES),
                normal(random, STEPS * STATES),
                normal(random, STEPS * STATES),
                normal(random, CHANNELS),
                parallel);
        gradient = FloatBuffer.wrap(normal(random, STEPS * CHANNELS));
    }

    private static float[] normal(Random random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    /** y. */
    @Benchmark
    public FloatBuffer forward() {
        kernel.forward(first);
        return first;
    }

    /** All gradients, given that of y. */
    @Benchmark
    public Object backward() {
        return kernel.backward(gradient, first, second);
    }
}

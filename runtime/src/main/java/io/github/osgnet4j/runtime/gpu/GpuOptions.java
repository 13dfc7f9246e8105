package io.github.osgnet4j.runtime.gpu;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * How a {@link io.github.osgnet4j.runtime.Grounder} uses a GPU; ignored without one.
 *
 * @param deviceId number of the GPU
 * @param memoryLimit bytes of device memory that each graph may take for its tensors; 0 for no limit. Weights of graphs
 *     and CUDA's own memory are not included
 * @param tf32 whether products may be computed with a mantissa of 10 bits: faster, and no longer equal to the CPU's results.
 *     TensorRT keeps to {@code false} only if the environment says {@code NVIDIA_TF32_OVERRIDE=0}
 * @param engineCache folder in which TensorRT keeps its engines; empty for {@code osgnet/tensorrt} in the user's cache folder
 * @param engineLimits sizes up to which a query runs on a TensorRT engine
 */
@API(status = API.Status.EXPERIMENTAL)
public record GpuOptions(
        int deviceId, long memoryLimit, boolean tf32, Optional<Path> engineCache, EngineLimits engineLimits) {

    /** GPU 0, no memory limit, no TF32, the user's cache folder, usual limits. */
    public static final GpuOptions DEFAULT = new GpuOptions(0, 0, false, Optional.empty(), EngineLimits.DEFAULT);

    /** Queries at once, of videos of up to {@link #BATCHED_STEPS} steps. */
    private static final int MOST_QUERIES = 8;

    private static final int BATCHED_STEPS = 1024;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is negative
     */
    public GpuOptions {
        Objects.requireNonNull(engineCache, "engineCache");
        Objects.requireNonNull(engineLimits, "engineLimits");
        requireAtLeast(0, "deviceId", deviceId);
        requireAtLeast(0, "memoryLimit", memoryLimit);
    }

    private static void requireAtLeast(long least, String name, long value) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + ", expected at least " + least);
        }
    }

    /**
     * Sizes of a query that TensorRT's engines are built for. A query beyond one of them runs on CUDA. Larger limits cost
     * device memory in every engine.
     *
     * @param tokens words of a query
     * @param objects objects seen at one step
     * @param objectRows distinct objects of a query
     */
    public record EngineLimits(int tokens, int objects, int objectRows) {

        /** Sizes that the queries of the public datasets stay within. */
        public static final EngineLimits DEFAULT = new EngineLimits(64, 16, 512);

        /**
         * Checks the sizes.
         *
         * @throws IllegalArgumentException if one is not positive
         */
        public EngineLimits {
            requireAtLeast(1, "tokens", tokens);
            requireAtLeast(1, "objects", objects);
            requireAtLeast(1, "objectRows", objectRows);
        }
    }

    /**
     * How many queries of a video run at once on a GPU.
     *
     * @param asked 0 for as many as keep the tensors of a long video from filling the GPU's memory
     * @param steps of the video
     */
    public static int batchSize(int asked, int steps) {
        int fitting = MOST_QUERIES * BATCHED_STEPS / ShapeProfile.bucket(steps);
        return asked > 0 ? asked : Math.max(1, Math.min(MOST_QUERIES, fitting));
    }

    /** These options on another GPU. */
    public GpuOptions withDeviceId(int number) {
        return new GpuOptions(number, memoryLimit, tf32, engineCache, engineLimits);
    }

    /** These options with another limit of device memory, in bytes; 0 for none. */
    public GpuOptions withMemoryLimit(long bytes) {
        return new GpuOptions(deviceId, bytes, tf32, engineCache, engineLimits);
    }

    /** These options with or without TF32. */
    public GpuOptions withTf32(boolean allowed) {
        return new GpuOptions(deviceId, memoryLimit, allowed, engineCache, engineLimits);
    }

    /** These options with another folder for TensorRT's engines. */
    public GpuOptions withEngineCache(Path folder) {
        return new GpuOptions(deviceId, memoryLimit, tf32, Optional.of(folder), engineLimits);
    }

    /** These options with other limits of TensorRT's engines. */
    public GpuOptions withEngineLimits(EngineLimits limits) {
        return new GpuOptions(deviceId, memoryLimit, tf32, engineCache, limits);
    }
}

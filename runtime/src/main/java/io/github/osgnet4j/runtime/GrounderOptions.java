package io.github.osgnet4j.runtime;

/**
 * How a {@link Grounder} runs.
 *
 * <p>For throughput on a CPU, use one intra-op thread and call the grounder from as many threads as there are cores; for
 * the shortest time of a single query, give it all cores.
 *
 * @param provider what runs the graphs
 * @param deviceId number of the GPU
 * @param intraOpThreads threads inside one operation; 0 for the number of processors that this JVM sees
 * @param interOpThreads operations at the same time; 1 runs them one after the other
 * @param spinning whether idle threads of the pool burn the processor to react sooner
 * @param optimization of the graphs when they are opened
 * @param verifyHashes whether the bundle's files are compared with their SHA-256
 * @param batchSize queries of one video that run at once where several are given; 0 leaves it to the provider: 1 on a
 *     CPU, where a batch gains nothing, 8 on a GPU
 */
public record GrounderOptions(
        Provider provider,
        int deviceId,
        int intraOpThreads,
        int interOpThreads,
        boolean spinning,
        Optimization optimization,
        boolean verifyHashes,
        int batchSize) {

    /** How far ONNX Runtime rewrites a graph. */
    public enum Optimization {
        /** As exported. */
        NONE,
        /** What holds on every provider: constant folding, redundant nodes. */
        BASIC,
        /** Fusions for the provider. */
        EXTENDED,
        /** Fusions and memory layout. */
        ALL
    }

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if a number is negative or there are no inter-op threads
     */
    public GrounderOptions {
        require(deviceId >= 0, "deviceId", deviceId, 0);
        require(intraOpThreads >= 0, "intraOpThreads", intraOpThreads, 0);
        require(interOpThreads >= 1, "interOpThreads", interOpThreads, 1);
        require(batchSize >= 0, "batchSize", batchSize, 0);
    }

    private static void require(boolean condition, String name, int value, int least) {
        if (!condition) {
            throw new IllegalArgumentException(name + " is " + value + ", expected at least " + least);
        }
    }

    /** CPU, all processors for one operation, no spinning, all optimisations, hashes verified. */
    public static GrounderOptions defaults() {
        return new GrounderOptions(Provider.CPU, 0, 0, 1, false, Optimization.ALL, true, 0);
    }

    /** These options on another provider. */
    public GrounderOptions withProvider(Provider provider) {
        return new GrounderOptions(
                provider, deviceId, intraOpThreads, interOpThreads, spinning, optimization, verifyHashes, batchSize);
    }

    /** These options on another GPU. */
    public GrounderOptions withDeviceId(int deviceId) {
        return new GrounderOptions(
                provider, deviceId, intraOpThreads, interOpThreads, spinning, optimization, verifyHashes, batchSize);
    }

    /** These options with other threads inside one operation. */
    public GrounderOptions withIntraOpThreads(int intraOpThreads) {
        return new GrounderOptions(
                provider, deviceId, intraOpThreads, interOpThreads, spinning, optimization, verifyHashes, batchSize);
    }

    /** These options with another number of operations at the same time. */
    public GrounderOptions withInterOpThreads(int interOpThreads) {
        return new GrounderOptions(
                provider, deviceId, intraOpThreads, interOpThreads, spinning, optimization, verifyHashes, batchSize);
    }

    /** These options with or without spinning threads. */
    public GrounderOptions withSpinning(boolean spinning) {
        return new GrounderOptions(
                provider, deviceId, intraOpThreads, interOpThreads, spinning, optimization, verifyHashes, batchSize);
    }

    /** These options with another optimisation of the graphs. */
    public GrounderOptions withOptimization(Optimization optimization) {
        return new GrounderOptions(
                provider, deviceId, intraOpThreads, interOpThreads, spinning, optimization, verifyHashes, batchSize);
    }

    /** These options with or without comparing hashes. */
    public GrounderOptions withVerifyHashes(boolean verifyHashes) {
        return new GrounderOptions(
                provider, deviceId, intraOpThreads, interOpThreads, spinning, optimization, verifyHashes, batchSize);
    }

    /** These options with another number of queries at once. */
    public GrounderOptions withBatchSize(int batchSize) {
        return new GrounderOptions(
                provider, deviceId, intraOpThreads, interOpThreads, spinning, optimization, verifyHashes, batchSize);
    }
}

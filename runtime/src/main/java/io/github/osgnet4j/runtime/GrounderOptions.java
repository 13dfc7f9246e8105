package io.github.osgnet4j.runtime;

import io.github.osgnet4j.runtime.gpu.GpuOptions;
import java.util.Objects;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Options of a {@link Grounder}.
 *
 * <p>For throughput on a CPU, use one intra-op thread and call the grounder from as many threads as there are cores; for
 * the shortest time of a single query, give it all cores.
 *
 * @param provider what runs the graphs
 * @param plugin the library of {@link Provider#PLUGIN}
 * @param gpu how a GPU is used, where the provider is one; its number is also that of a plug-in's device
 * @param intraOpThreads threads inside one operation; 0 for the number of processors that this JVM sees
 * @param interOpThreads operations at the same time; 1 runs them one after the other
 * @param spinning whether idle threads of the pool spin in order to react sooner
 * @param optimization of the graphs when they are opened
 * @param verifyHashes whether the bundle's files are compared with their SHA-256
 * @param batchSize queries of one video that run at once if several are given; 0 lets the provider decide: 1 on a CPU,
 *     where batches bring no gain, on a GPU 8 for a video of up to 1024 steps and fewer for a longer one
 */
public record GrounderOptions(
        Provider provider,
        Optional<PluginProvider> plugin,
        GpuOptions gpu,
        int intraOpThreads,
        int interOpThreads,
        boolean spinning,
        Optimization optimization,
        boolean verifyHashes,
        int batchSize) {

    /** How much ONNX Runtime optimises a graph. */
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
     * @throws IllegalArgumentException if a number is negative, there are no inter-op threads, or a library is missing or
     *     not used
     */
    public GrounderOptions {
        Objects.requireNonNull(provider, "provider");
        if ((provider == Provider.PLUGIN) != plugin.isPresent()) {
            throw new IllegalArgumentException("provider is " + provider + ", expected "
                    + (plugin.isPresent() ? "plugin, as there is a library" : "a library with it: use withPlugin"));
        }
        Objects.requireNonNull(gpu, "gpu");
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
        return new GrounderOptions(
                Provider.CPU, Optional.empty(), GpuOptions.DEFAULT, 0, 1, false, Optimization.ALL, true, 0);
    }

    /** These options with another provider; not for {@link Provider#PLUGIN}. */
    public GrounderOptions withProvider(Provider other) {
        return new GrounderOptions(
                other,
                Optional.empty(),
                gpu,
                intraOpThreads,
                interOpThreads,
                spinning,
                optimization,
                verifyHashes,
                batchSize);
    }

    /** These options with the provider in a library. */
    @API(status = API.Status.EXPERIMENTAL)
    public GrounderOptions withPlugin(PluginProvider library) {
        return new GrounderOptions(
                Provider.PLUGIN,
                Optional.of(library),
                gpu,
                intraOpThreads,
                interOpThreads,
                spinning,
                optimization,
                verifyHashes,
                batchSize);
    }

    /** These options with other GPU options. */
    public GrounderOptions withGpu(GpuOptions other) {
        return new GrounderOptions(
                provider,
                plugin,
                other,
                intraOpThreads,
                interOpThreads,
                spinning,
                optimization,
                verifyHashes,
                batchSize);
    }

    /** These options with other threads inside one operation. */
    public GrounderOptions withIntraOpThreads(int threads) {
        return new GrounderOptions(
                provider, plugin, gpu, threads, interOpThreads, spinning, optimization, verifyHashes, batchSize);
    }

    /** These options with another number of operations at the same time. */
    public GrounderOptions withInterOpThreads(int threads) {
        return new GrounderOptions(
                provider, plugin, gpu, intraOpThreads, threads, spinning, optimization, verifyHashes, batchSize);
    }

    /** These options with or without spinning threads. */
    public GrounderOptions withSpinning(boolean spin) {
        return new GrounderOptions(
                provider, plugin, gpu, intraOpThreads, interOpThreads, spin, optimization, verifyHashes, batchSize);
    }

    /** These options with another optimisation of the graphs. */
    public GrounderOptions withOptimization(Optimization level) {
        return new GrounderOptions(
                provider, plugin, gpu, intraOpThreads, interOpThreads, spinning, level, verifyHashes, batchSize);
    }

    /** These options with or without comparing hashes. */
    public GrounderOptions withVerifyHashes(boolean verify) {
        return new GrounderOptions(
                provider, plugin, gpu, intraOpThreads, interOpThreads, spinning, optimization, verify, batchSize);
    }

    /** These options with another number of queries at once. */
    public GrounderOptions withBatchSize(int queries) {
        return new GrounderOptions(
                provider, plugin, gpu, intraOpThreads, interOpThreads, spinning, optimization, verifyHashes, queries);
    }
}

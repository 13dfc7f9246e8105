package io.github.osgnet4j.train;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.Utils;
import io.github.osgnet4j.natives.DjlCache;
import io.github.osgnet4j.natives.NativeCacheException;
import io.github.osgnet4j.network.NetworkSpec;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Starts DJL's PyTorch engine. It must neither download anything nor report usage. Both are controlled by properties
 * that are read when the engine is loaded, so every use of DJL must start here.
 */
public final class TorchEngine {

    private static final String NAME = "PyTorch";
    private static final int NARROW = 128;
    /** What DJL unpacks last. */
    private static final List<String> LIBRARIES = List.of("libtorch_cpu.so", "libdjl_torch.so");

    private static final long BYTES = 460_000_000;

    /** The same where the user has a PyTorch. */
    private static final List<String> BRIDGE = List.of("libdjl_torch.so");

    private static final long BRIDGE_BYTES = 5_000_000;

    private static @Nullable Engine engine;

    private TorchEngine() {}

    /**
     * The loaded engine; its libraries are unpacked into the user's {@link DjlCache}, unless DJL's properties name a
     * folder, or are those of an installation that {@code PYTORCH_LIBRARY_PATH} names.
     *
     * @throws TrainException if they cannot be unpacked or loaded; it says where they are and what to do
     */
    public static synchronized Engine get() {
        preset("ai.djl.offline", "true");
        preset("OPT_OUT_TRACKING", "true");
        preset("ai.djl.pytorch.num_interop_threads", "1");
        if (engine == null) {
            engine = load();
        }
        return engine;
    }

    private static Engine load() {
        Optional<TorchInstallation> installed = TorchInstallation.ofUser();
        installed.ifPresent(torch -> preset("PYTORCH_FLAVOR", torch.flavor()));
        try {
            DjlCache.use(installed.isPresent() ? BRIDGE : LIBRARIES, installed.isPresent() ? BRIDGE_BYTES : BYTES);
        } catch (NativeCacheException e) {
            throw new TrainException("PyTorch cannot be unpacked. " + e.getMessage(), e);
        }
        try {
            return Engine.getEngine(NAME);
        } catch (RuntimeException | LinkageError | AssertionError e) {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            throw new TrainException(
                    "PyTorch cannot be loaded from "
                            + installed.map(TorchInstallation::folder).orElseGet(Utils::getEngineCacheDir) + ": " + root
                            + (installed.isPresent()
                                    ? "; it must be PyTorch " + TorchInstallation.VERSION
                                            + " for CUDA 12.8 or for a CPU, with the libraries it needs"
                                    : "; it needs 450 MB there, on a file system where programs may run"),
                    e);
        }
    }

    /**
     * Sets the number of threads of an operation. More than the number of free cores makes a step many times slower,
     * because PyTorch's threads spin.
     */
    public static void setThreads(int threads) {
        get();
        JniUtils.setNumThreads(threads);
    }

    /**
     * The fastest number of threads for a network on a CPU. The operations of a narrow network are too small to split:
     * more threads make its steps slower.
     */
    public static int threadsFor(NetworkSpec network) {
        return network.channels() < NARROW ? 1 : Runtime.getRuntime().availableProcessors();
    }

    /** A manager of arrays on a device; the caller closes it. */
    public static PtNDManager newManager(Device device) {
        get();
        return (PtNDManager) NDManager.newBaseManager(device, NAME);
    }

    /** Whether operations of this thread record what a backward pass needs. */
    static void recordGradients(boolean on) {
        // A graph executor that specialises on shapes costs more than it gains: every batch has another length.
        JniUtils.setGraphExecutorOptimize(false);
        JniUtils.setGradMode(on);
    }

    private static void preset(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}

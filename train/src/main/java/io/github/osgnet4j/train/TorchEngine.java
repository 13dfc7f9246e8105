package io.github.osgnet4j.train;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;

/**
 * Starts DJL's PyTorch engine. It must neither download anything nor report usage, and both are decided by properties
 * that are read when the engine is loaded; so every use of DJL begins here.
 */
public final class TorchEngine {

    private static final String NAME = "PyTorch";

    private TorchEngine() {}

    /** The loaded engine. */
    public static Engine get() {
        preset("ai.djl.offline", "true");
        preset("OPT_OUT_TRACKING", "true");
        preset("ai.djl.pytorch.num_interop_threads", "1");
        return Engine.getEngine(NAME);
    }

    /**
     * How many threads an operation may use. More than there are free cores makes a step many times slower, since the
     * threads of PyTorch spin.
     */
    public static void setThreads(int threads) {
        get();
        JniUtils.setNumThreads(threads);
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

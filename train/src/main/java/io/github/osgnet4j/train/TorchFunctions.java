package io.github.osgnet4j.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Functions written in TorchScript, called with arrays. A call crosses into native code only once, however many
 * operations the function has; gradients flow through it; and scalars are safe in it, unlike in DJL's own arithmetic.
 */
final class TorchFunctions implements AutoCloseable {

    private static final String CLASS = "Operations";

    private final PtNDManager manager;
    private final PtSymbolBlock module;
    private final Map<String, NDArray> methods = new HashMap<>();

    private TorchFunctions(PtNDManager manager, PtSymbolBlock module) {
        this.manager = manager;
        this.module = module;
    }

    /** Loads the functions, all of them in float32; they and the names of their methods live as long as the manager. */
    static TorchFunctions load(PtNDManager manager) {
        return load(manager, Precision.FP32);
    }

    /** Loads the functions with matrix products and convolutions in a precision. */
    static TorchFunctions load(PtNDManager manager, Precision precision) {
        byte[] archive = TorchModuleFile.write(CLASS, source(), precision == Precision.BF16);
        try {
            PtSymbolBlock module = JniUtils.loadModule(manager, new ByteArrayInputStream(archive), false, false);
            return new TorchFunctions(manager, module);
        } catch (IOException e) {
            throw new TrainException("PyTorch refused the TorchScript functions of this module", e);
        }
    }

    /** TorchScript as PyTorch serialises it, with comments, which its parser skips. */
    static String source() {
        try (InputStream in = TorchFunctions.class.getResourceAsStream("operations.torchscript")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new TrainException("The TorchScript source is missing from the jar", e);
        }
    }

    /** Calls a function that gives one array. */
    NDArray call(String method, NDArray... arguments) {
        return callForAll(method, arguments).get(0);
    }

    /** Calls a function that gives several arrays. */
    NDList callForAll(String method, NDArray... arguments) {
        NDList list = new NDList(arguments.length + 1);
        for (NDArray argument : arguments) {
            list.add(argument);
        }
        list.add(methods.computeIfAbsent(method, this::named));
        return IValueUtils.forward(module, list, true);
    }

    /** Calls a function outside of any graph, with numbers among its arguments. */
    NDArray run(String method, IValue... arguments) {
        try (IValue result = IValueUtils.runMethod(module, method, arguments)) {
            return result.toTensor(manager);
        } finally {
            for (IValue argument : arguments) {
                argument.close();
            }
        }
    }

    /** Lets go of what functions in another precision keep of weights between calls; to be called before they change. */
    void forgetCasts() {
        IValueUtils.runMethod(module, "forget_casts").close();
    }

    /** DJL takes the method's name from the name of an argument. */
    private NDArray named(String method) {
        NDArray carrier = manager.ones(new Shape(1));
        NDScope.unregister(carrier);
        carrier.setName("module_method:" + method);
        return carrier;
    }

    @Override
    public void close() {
        methods.values().forEach(NDArray::close);
        module.close();
    }
}

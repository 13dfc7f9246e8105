package io.github.osgnet4j.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The environment of ONNX Runtime, alive as long as the process.
 *
 * <p>{@link OrtEnvironment} frees itself in a shutdown hook of its own. Hooks run at the same time: a service that
 * finishes its requests in another one, as Spring and {@code osgnet serve} do, would have the environment freed under
 * them. The environment counts its references and Java gives back but one, so that a second one, which nobody gives back,
 * keeps it.
 */
final class OnnxRuntimeEnvironment {

    private static final Logger LOG = LoggerFactory.getLogger(OnnxRuntimeEnvironment.class);

    private OnnxRuntimeEnvironment() {}

    /** The one environment of the process. */
    static OrtEnvironment get() {
        return Kept.ENVIRONMENT;
    }

    /** Created when first asked for. */
    private static final class Kept {
        private static final OrtEnvironment ENVIRONMENT = keep();

        private static OrtEnvironment keep() {
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            try {
                Field api = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
                api.setAccessible(true);
                Method reference =
                        OrtEnvironment.class.getDeclaredMethod("createHandle", long.class, int.class, String.class);
                reference.setAccessible(true);
                reference.invoke(
                        null,
                        api.getLong(null),
                        OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING.getValue(),
                        OrtEnvironment.DEFAULT_NAME);
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.warn(
                        "ONNX Runtime frees its environment when the JVM shuts down, even under requests that still run:"
                                + " close every service before. Keeping it failed with {}",
                        e.toString());
            }
            return environment;
        }
    }
}

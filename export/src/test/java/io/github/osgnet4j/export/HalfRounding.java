package io.github.osgnet4j.export;

import io.github.osgnet4j.network.FloatOps;
import io.github.osgnet4j.network.FloatTensor;
import io.github.osgnet4j.network.Ops;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** The plain interpreter with what every operation gives rounded to half precision, as a GPU's memory would hold it. */
final class HalfRounding {

    private HalfRounding() {}

    @SuppressWarnings("unchecked")
    static Ops<FloatTensor> ops() {
        FloatOps exact = new FloatOps();
        return (Ops<FloatTensor>) Proxy.newProxyInstance(
                Ops.class.getClassLoader(), new Class<?>[] {Ops.class}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(exact, arguments);
                        return result instanceof FloatTensor t ? rounded(t) : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    static FloatTensor rounded(FloatTensor t) {
        float[] values = new float[t.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = rounded(t.values()[i]);
        }
        return new FloatTensor(t.shape(), values);
    }

    private static float rounded(float v) {
        int place = Math.max(Math.getExponent(v), -14) - 10;
        return (float) Math.scalb(Math.rint(Math.scalb((double) v, -place)), place);
    }
}

package io.github.osgnet4j.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** SIGHUP, which tells a server to read its files again. Java has no signals of its own, most JDKs have sun.misc.Signal. */
final class HangUp {

    private static final Logger LOG = LoggerFactory.getLogger(HangUp.class);
    private static final String NAME = "HUP";

    private HangUp() {}

    /** From now on the signal starts an action instead of ending the process; where there is no such signal nothing happens. */
    static void starts(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    HangUp.class.getClassLoader(),
                    new Class<?>[] {handler},
                    (self, method, arguments) -> handle(self, method, arguments, action));
            Object before = signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(NAME), proxy);
            if (before == handler.getField("SIG_IGN").get(null)) {
                LOG.warn(
                        "SIGHUP was ignored when the command was started, as nohup has it, and stays so: files are read"
                                + " again after a new start only");
            }
        } catch (ReflectiveOperationException e) {
            Throwable why = e instanceof InvocationTargetException ? e.getCause() : e;
            LOG.info("Files are read again after a new start only, as there is no SIGHUP: {}", why.toString());
        }
    }

    private static Object handle(Object self, Method method, Object[] arguments, Runnable action) {
        return switch (method.getName()) {
            case "handle" -> {
                action.run();
                yield null;
            }
            case "equals" -> self == arguments[0];
            case "hashCode" -> System.identityHashCode(self);
            default -> NAME;
        };
    }
}

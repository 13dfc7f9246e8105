package io.github.osgnet4j.runtime.service;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All listeners of a service; their exceptions are caught here. */
final class Listeners {

    private static final Logger LOG = LoggerFactory.getLogger(GroundingService.class);

    private final CopyOnWriteArrayList<GroundingListener> listeners;

    Listeners(List<GroundingListener> listeners) {
        this.listeners = new CopyOnWriteArrayList<>(listeners);
    }

    void add(GroundingListener listener) {
        listeners.add(listener);
    }

    void remove(GroundingListener listener) {
        listeners.remove(listener);
    }

    void tell(Consumer<GroundingListener> news) {
        for (GroundingListener listener : listeners) {
            guard(listener, () -> news.accept(listener));
        }
    }

    /** Calls a listener. */
    static void guard(Object listener, Runnable news) {
        try {
            news.run();
        } catch (RuntimeException | Error e) {
            LOG.warn("Listener {} failed", listener, e);
        }
    }
}

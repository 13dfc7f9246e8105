package io.github.osgnet4j.runtime.service;

import io.github.osgnet4j.runtime.service.StepListener.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Notifies the step listeners of one request. */
final class RequestSteps {

    private final List<StepListener> told = new ArrayList<>();

    /** Asks who wants to know, on the thread of the caller. */
    RequestSteps(Listeners listeners, String video) {
        listeners.tell(listener -> listener.requested(video).ifPresent(told::add));
    }

    /** Runs a step. */
    <T> T run(Step step, Supplier<T> task) {
        if (told.isEmpty()) {
            return task.get();
        }
        List<Runnable> ends = new ArrayList<>();
        told.forEach(listener -> Listeners.guard(listener, () -> ends.add(listener.begins(step))));
        try {
            return task.get();
        } finally {
            for (int i = ends.size() - 1; i >= 0; i--) {
                Runnable end = ends.get(i);
                Listeners.guard(end, end);
            }
        }
    }
}

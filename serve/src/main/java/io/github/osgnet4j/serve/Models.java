package io.github.osgnet4j.serve;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The models by name, the default one first. */
final class Models implements AutoCloseable {

    private final Map<String, Model> models = new LinkedHashMap<>();

    Models(List<Model> models) {
        models.forEach(model -> this.models.put(model.name(), model));
    }

    List<Model> all() {
        return List.copyOf(models.values());
    }

    /** A model by name; the default one where none is named. */
    Model get(Optional<String> name) {
        return name.map(this::get).orElseGet(() -> models.values().iterator().next());
    }

    private Model get(String name) {
        return Optional.ofNullable(models.get(name))
                .orElseThrow(() -> new ProblemException(
                        ProblemType.UNKNOWN_MODEL,
                        "There is no model " + Quoted.of(name) + ", only " + String.join(", ", models.keySet())));
    }

    /** Refuses a request, whichever model it is for, while none has a place in its queue. */
    void requirePlace() {
        if (models.values().stream().allMatch(Model::full)) {
            get(Optional.empty()).requirePlace();
        }
    }

    /** Refuses to call the server ready while a model takes no requests. */
    void requireReady() {
        for (Model model : models.values()) {
            if (!model.service().ready()) {
                throw new ProblemException(ProblemType.STOPPING, "Model " + model.name() + " takes no requests");
            }
        }
    }

    /** Closes all, and cancels what is not answered after a while. */
    void close(Duration grace) {
        long end = System.nanoTime() + grace.toNanos();
        for (Model model : all()) {
            model.service().close(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        }
    }

    @Override
    public void close() {
        close(Duration.ZERO);
    }
}

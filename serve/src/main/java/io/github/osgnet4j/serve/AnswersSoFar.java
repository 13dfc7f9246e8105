package io.github.osgnet4j.serve;

import io.github.osgnet4j.postprocess.Window;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The answers that a model has given for the split since the server started. */
final class AnswersSoFar implements PredictedWindows {

    private final String model;
    private final Map<Integer, List<Window>> windows = new ConcurrentHashMap<>();
    private final AtomicLong version = new AtomicLong();

    /** No answers yet, of a model of this name. */
    AnswersSoFar(String model) {
        this.model = model;
    }

    /** Remembers an answer, unless one with more windows is remembered. */
    void note(int row, List<Window> found) {
        List<Window> kept = PredictedWindows.kept(found);
        List<Window> now = windows.merge(row, kept, (old, fresh) -> fresh.size() < old.size() ? old : fresh);
        if (now == kept) {
            version.incrementAndGet();
        }
    }

    @Override
    public String name() {
        return model + ", so far";
    }

    @Override
    public Optional<String> model() {
        return Optional.of(model);
    }

    @Override
    public Optional<List<Window>> windows(int row) {
        return Optional.ofNullable(windows.get(row));
    }

    @Override
    public long version() {
        return version.get();
    }
}

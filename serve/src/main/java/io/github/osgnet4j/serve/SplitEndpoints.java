package io.github.osgnet4j.serve;

import io.github.osgnet4j.postprocess.Window;
import io.github.osgnet4j.serve.Route.Access;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Endpoints for the whole configured split: its queries and their predictions. */
final class SplitEndpoints {

    /** Between two copies of the whole split. */
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Supplier<Backend> backend;
    private final Compressed compressed = new Compressed(PAUSE_NANOS, System::nanoTime);

    SplitEndpoints(Supplier<Backend> backend) {
        this.backend = backend;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/api/split", Access.WORKING, this::split),
                new Route("GET", "/api/split/windows", Access.WORKING, this::windows));
    }

    private Reply split(Call call) {
        call.allowQuery();
        Backend loaded = backend.get();
        SplitPredictions split = loaded.requireSplit();
        List<PredictedWindows> predictions = split.all(loaded.models());
        Compressed.State state = new Compressed.State(
                predictions, predictions.stream().map(PredictedWindows::version).toList());
        return compressed.reply(call, state, () -> Json.write(SplitColumns.of(split, predictions)));
    }

    /** A window with its score, if there are scores. */
    record ScoredWindow(double start, double end, Optional<Double> score) {

        static ScoredWindow of(Window window) {
            return new ScoredWindow(
                    window.start(), window.end(), Optional.of(window.score()).filter(Double::isFinite));
        }
    }

    /** What was predicted for a clip: windows by the ids of queries. */
    record OfClip(String name, Optional<String> model, Map<String, List<ScoredWindow>> queries) {}

    private Reply windows(Call call) {
        call.allowQuery("clip");
        Backend loaded = backend.get();
        SplitPredictions split = loaded.requireSplit();
        Clip clip = loaded.requireCatalog()
                .clip(call.query("clip")
                        .orElseThrow(
                                () -> ProblemException.invalid("", "clip: expected the id of a clip, found none")));
        return Reply.json(Map.of(
                "predictions",
                split.all(loaded.models()).stream()
                        .map(one -> ofClip(one, clip, split.rows()))
                        .toList()));
    }

    private static OfClip ofClip(PredictedWindows predictions, Clip clip, SplitRows rows) {
        Map<String, List<ScoredWindow>> found = new LinkedHashMap<>();
        for (String query : clip.queries().keySet()) {
            predictions
                    .windows(rows.place(clip.id(), query).orElseThrow())
                    .ifPresent(windows -> found.put(
                            query, windows.stream().map(ScoredWindow::of).toList()));
        }
        return new OfClip(predictions.name(), predictions.model(), found);
    }
}

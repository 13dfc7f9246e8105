package io.github.osgnet4j.serve;

import io.github.osgnet4j.postprocess.Window;
import io.github.osgnet4j.runtime.service.GroundingService;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The configured split with all its predictions: the files first, then the answers of each model so far. */
final class SplitPredictions {

    /** A bundle that answers: another one in its place has answered nothing yet. */
    private record Answering(GroundingService service, Path bundle) {

        static Answering now(Model model) {
            return new Answering(model.service(), model.service().bundle());
        }
    }

    private final String split;
    private final SplitRows rows;
    private final List<PredictionFile> files;
    private final Map<Answering, AnswersSoFar> answers = new HashMap<>();

    /**
     * A split.
     *
     * @param split its name
     * @param files of predictions
     */
    SplitPredictions(String split, SplitRows rows, List<PredictionFile> files) {
        this.split = split;
        this.rows = rows;
        this.files = List.copyOf(files);
    }

    String split() {
        return split;
    }

    SplitRows rows() {
        return rows;
    }

    /**
     * Remembers what a model has found, if it was asked a query of the split.
     *
     * @param bundle that has answered, which may have been swapped out since
     */
    void note(GroundCall call, Path bundle, List<Window> windows) {
        Model model = call.target().model();
        call.target()
                .clip()
                .ifPresent(clip -> call.asked()
                        .annotated()
                        .ifPresent(query -> rows.place(clip.id(), query.queryId())
                                .ifPresent(row -> note(model, bundle, row, windows))));
    }

    private synchronized void note(Model model, Path bundle, int row, List<Window> windows) {
        answers(model, new Answering(model.service(), bundle)).note(row, windows);
    }

    private AnswersSoFar answers(Model model, Answering answering) {
        return answers.computeIfAbsent(answering, bundle -> new AnswersSoFar(model.name()));
    }

    /** All predictions; those of bundles that were swapped out are forgotten. */
    synchronized List<PredictedWindows> all(Models models) {
        Map<Answering, Model> now = new LinkedHashMap<>();
        models.all().stream().filter(Model::clips).forEach(model -> now.put(Answering.now(model), model));
        answers.keySet().retainAll(now.keySet());
        List<PredictedWindows> all = new ArrayList<>(files);
        now.forEach((answering, model) -> all.add(answers(model, answering)));
        return all;
    }
}

package io.github.osgnet4j.serve;

import io.github.osgnet4j.postprocess.Window;
import io.github.osgnet4j.runtime.service.GroundingService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The configured split with all that was predicted for it: the files first, then what each model has answered so far. */
final class SplitPredictions {

    private final String split;
    private final SplitRows rows;
    private final List<PredictionFile> files;
    private final Map<GroundingService, AnswersSoFar> answers = new ConcurrentHashMap<>();

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

    /** Remembers what a model has found, if it was asked a query of the split. */
    void note(GroundCall call, List<Window> windows) {
        Model model = call.target().model();
        call.target()
                .clip()
                .ifPresent(clip -> call.asked()
                        .annotated()
                        .ifPresent(query -> rows.place(clip.id(), query.queryId())
                                .ifPresent(row -> answers(model).note(row, windows))));
    }

    private AnswersSoFar answers(Model model) {
        return answers.computeIfAbsent(model.service(), service -> new AnswersSoFar(model.name()));
    }

    /** All predictions; those of models that are not served any more are forgotten. */
    List<PredictedWindows> all(Models models) {
        List<Model> asked = models.all().stream().filter(Model::clips).toList();
        answers.keySet().retainAll(asked.stream().map(Model::service).toList());
        List<PredictedWindows> all = new ArrayList<>(files);
        asked.forEach(model -> all.add(answers(model)));
        return all;
    }
}

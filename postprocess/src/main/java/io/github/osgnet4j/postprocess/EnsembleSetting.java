package io.github.osgnet4j.postprocess;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The options and model weights of an ensemble.
 *
 * @param options how their windows are merged
 * @param weights of the models, 0 or more
 */
public record EnsembleSetting(EnsembleOptions options, List<Double> weights) {

    /** Copies the list. */
    public EnsembleSetting {
        weights = List.copyOf(weights);
    }

    /** Equal weights, with {@link EnsembleOptions#defaults()}. */
    public static EnsembleSetting equal(int models) {
        return new EnsembleSetting(EnsembleOptions.defaults(), Collections.nCopies(models, 1.0));
    }

    /**
     * The answer of the ensemble to one query, by the models that have one.
     *
     * @param answers windows of each model in the unit of the options, best first; an empty list of a model that has none
     * @throws PostprocessException if no model has a window
     */
    public Ensemble.Selection merge(List<List<Window>> answers) {
        List<List<Window>> given = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        for (int model = 0; model < answers.size(); model++) {
            if (!answers.get(model).isEmpty()) {
                given.add(answers.get(model));
                theirs.add(weights.get(model));
            }
        }
        return Ensemble.merge(given, theirs, options);
    }

    EnsembleSetting with(EnsembleOptions other) {
        return new EnsembleSetting(other, weights);
    }

    /** The same with another weight of one model, and the highest of all 1. */
    EnsembleSetting with(int model, double weight) {
        double[] others = weights.stream().mapToDouble(w -> w).toArray();
        others[model] = weight;
        double highest = 0;
        for (double other : others) {
            highest = Math.max(highest, other);
        }
        double most = highest == 0 ? 1 : highest;
        return new EnsembleSetting(
                options,
                Arrays.stream(others).map(other -> other / most).boxed().toList());
    }
}

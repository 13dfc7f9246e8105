package io.github.osgnet4j.report;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A part of the loss that a run has recorded.
 *
 * @param field in the metrics
 * @param name for readers
 */
record LossPart(String field, String name) {

    static final LossPart TOTAL = new LossPart("final_loss", "total");

    private static final String SUFFIX = "_loss";
    private static final Map<String, String> NAMES = Map.of(
            TOTAL.field, TOTAL.name, "cls_loss", "classification", "reg_loss", "regression", "vtm_loss", "shots");

    /** More cannot be told apart in a plot. */
    private static final int MOST = 8;

    /** The total and whatever else was recorded as a loss, by name. */
    static List<LossPart> of(TrainingRun run) {
        return run.steps().stream()
                .map(step -> step.values().keySet())
                .flatMap(Collection::stream)
                .filter(field -> field.endsWith(SUFFIX))
                .distinct()
                .map(field -> new LossPart(field, NAMES.getOrDefault(field, Plot.cut(field))))
                .sorted(Comparator.comparing((LossPart part) -> !part.equals(TOTAL))
                        .thenComparing(LossPart::name))
                .limit(MOST)
                .toList();
    }
}

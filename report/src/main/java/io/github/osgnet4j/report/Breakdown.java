package io.github.osgnet4j.report;

import io.github.osgnet4j.postprocess.Recall;
import io.github.osgnet4j.postprocess.RecallTable;
import java.util.List;

/**
 * Recall by group.
 *
 * @param by what the queries are grouped by, as a heading
 * @param groups those with at least one query, in the order to show them
 */
public record Breakdown(String by, List<Group> groups) {

    /**
     * Some of the queries.
     *
     * @param name what they have in common
     * @param recall theirs
     */
    public record Group(String name, RecallTable recall) {}

    public Breakdown {
        groups = List.copyOf(groups);
    }

    /** By seconds of the annotated window. */
    static Breakdown byLength(List<QueryOutcome> outcomes) {
        return of(Grouping.byLength(outcomes));
    }

    /** By where in the clip the middle of the annotated window lies. */
    static Breakdown byPosition(List<QueryOutcome> outcomes) {
        return of(Grouping.byPosition(outcomes));
    }

    /** By how many object classes the words name. */
    static Breakdown byObjects(List<QueryOutcome> outcomes) {
        return of(Grouping.byObjects(outcomes));
    }

    /** By the kind of question, the commonest first. */
    static Breakdown byKind(List<QueryOutcome> outcomes) {
        return of(Grouping.byKind(outcomes));
    }

    private static Breakdown of(Grouping grouping) {
        return new Breakdown(
                grouping.by(),
                grouping.groups().entrySet().stream()
                        .map(group -> new Group(group.getKey(), recall(group.getValue())))
                        .toList());
    }

    static RecallTable recall(List<QueryOutcome> outcomes) {
        Recall recall = new Recall();
        outcomes.forEach(outcome -> recall.add(outcome.windows(), outcome.truth()));
        return recall.table();
    }
}

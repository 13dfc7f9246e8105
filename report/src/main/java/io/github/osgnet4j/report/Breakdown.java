package io.github.osgnet4j.report;

import io.github.osgnet4j.postprocess.Recall;
import io.github.osgnet4j.postprocess.RecallTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Recall by group.
 *
 * @param by what the queries are grouped by, as a heading
 * @param groups those with at least one query, in the order to show them
 */
public record Breakdown(String by, List<Group> groups) {

    /** Groups of a breakdown by kind of question: what is rarer goes into one last group. */
    private static final int MAX_KINDS = 24;

    private static final List<Integer> LENGTHS = List.of(2, 5, 10, 30, 60, 180);
    private static final int FIFTHS = 5;
    private static final int MANY_OBJECTS = 3;

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
        List<String> names = new ArrayList<>();
        names.add("up to " + LENGTHS.get(0) + " s");
        for (int i = 1; i < LENGTHS.size(); i++) {
            names.add(LENGTHS.get(i - 1) + " to " + LENGTHS.get(i) + " s");
        }
        names.add("over " + LENGTHS.get(LENGTHS.size() - 1) + " s");
        return ordered("Length of the annotated window", names, outcomes, outcome -> {
            int bin = 0;
            while (bin < LENGTHS.size() && outcome.length() > LENGTHS.get(bin)) {
                bin++;
            }
            return bin;
        });
    }

    /** By where in the clip the middle of the annotated window lies. */
    static Breakdown byPosition(List<QueryOutcome> outcomes) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < FIFTHS; i++) {
            names.add(100 / FIFTHS * i + " to " + 100 / FIFTHS * (i + 1) + " %");
        }
        return ordered(
                "Position in the clip",
                names,
                outcomes,
                outcome -> Math.max(0, Math.min(FIFTHS - 1, (int) (outcome.position() * FIFTHS))));
    }

    /** By how many object classes the words name. */
    static Breakdown byObjects(List<QueryOutcome> outcomes) {
        List<String> names = List.of("none", "one", "two", "three or more");
        return ordered(
                "Objects named in the query",
                names,
                outcomes,
                outcome -> Math.min(MANY_OBJECTS, outcome.query().labels().size()));
    }

    /** By the kind of question, the commonest first. */
    static Breakdown byKind(List<QueryOutcome> outcomes) {
        Map<String, List<QueryOutcome>> kinds = new LinkedHashMap<>();
        outcomes.forEach(outcome ->
                kinds.computeIfAbsent(outcome.kind(), kind -> new ArrayList<>()).add(outcome));
        List<String> commonest = kinds.keySet().stream()
                .sorted(Comparator.comparingInt(
                                (String kind) -> -kinds.get(kind).size())
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
        List<Group> groups = new ArrayList<>();
        List<QueryOutcome> rest = new ArrayList<>();
        for (String kind : commonest) {
            if (groups.size() < MAX_KINDS) {
                groups.add(new Group(kind, recall(kinds.get(kind))));
            } else {
                rest.addAll(kinds.get(kind));
            }
        }
        if (!rest.isEmpty()) {
            groups.add(new Group("all other kinds", recall(rest)));
        }
        return new Breakdown("Kind of question", groups);
    }

    private static Breakdown ordered(
            String by, List<String> names, List<QueryOutcome> outcomes, Function<QueryOutcome, Integer> bin) {
        List<List<QueryOutcome>> bins = new ArrayList<>();
        names.forEach(name -> bins.add(new ArrayList<>()));
        outcomes.forEach(outcome -> bins.get(bin.apply(outcome)).add(outcome));
        List<Group> groups = new ArrayList<>();
        for (int i = 0; i < bins.size(); i++) {
            if (!bins.get(i).isEmpty()) {
                groups.add(new Group(names.get(i), recall(bins.get(i))));
            }
        }
        return new Breakdown(by, groups);
    }

    static RecallTable recall(List<QueryOutcome> outcomes) {
        Recall recall = new Recall();
        outcomes.forEach(outcome -> recall.add(outcome.windows(), outcome.truth()));
        return recall.table();
    }
}

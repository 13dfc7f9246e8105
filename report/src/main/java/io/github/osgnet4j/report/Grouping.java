package io.github.osgnet4j.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Queries by what they have in common.
 *
 * @param by what they are grouped by, as a heading
 * @param groups those with at least one query, in the order to show them
 */
record Grouping(String by, Map<String, List<QueryOutcome>> groups) {

    /** Groups by kind of question: what is rarer goes into one last group. */
    private static final int MAX_KINDS = 24;

    private static final List<Integer> LENGTHS = List.of(2, 5, 10, 30, 60, 180);
    private static final int FIFTHS = 5;
    private static final int MANY_OBJECTS = 3;

    /** By seconds of the annotated window. */
    static Grouping byLength(List<QueryOutcome> outcomes) {
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
    static Grouping byPosition(List<QueryOutcome> outcomes) {
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
    static Grouping byObjects(List<QueryOutcome> outcomes) {
        List<String> names = List.of("none", "one", "two", "three or more");
        return ordered(
                "Objects named in the query",
                names,
                outcomes,
                outcome -> Math.min(MANY_OBJECTS, outcome.query().labels().size()));
    }

    /** By the kind of question, the commonest first. */
    static Grouping byKind(List<QueryOutcome> outcomes) {
        Map<String, List<QueryOutcome>> kinds = new LinkedHashMap<>();
        outcomes.forEach(outcome ->
                kinds.computeIfAbsent(outcome.kind(), kind -> new ArrayList<>()).add(outcome));
        List<String> commonest = kinds.keySet().stream()
                .sorted(Comparator.comparingInt(
                                (String kind) -> -kinds.get(kind).size())
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
        Map<String, List<QueryOutcome>> groups = new LinkedHashMap<>();
        List<QueryOutcome> rest = new ArrayList<>();
        for (String kind : commonest) {
            if (groups.size() < MAX_KINDS) {
                groups.put(kind, kinds.get(kind));
            } else {
                rest.addAll(kinds.get(kind));
            }
        }
        if (!rest.isEmpty()) {
            groups.put("all other kinds", rest);
        }
        return new Grouping("Kind of question", groups);
    }

    private static Grouping ordered(
            String by, List<String> names, List<QueryOutcome> outcomes, Function<QueryOutcome, Integer> bin) {
        List<List<QueryOutcome>> bins = new ArrayList<>();
        names.forEach(name -> bins.add(new ArrayList<>()));
        outcomes.forEach(outcome -> bins.get(bin.apply(outcome)).add(outcome));
        Map<String, List<QueryOutcome>> groups = new LinkedHashMap<>();
        for (int i = 0; i < bins.size(); i++) {
            if (!bins.get(i).isEmpty()) {
                groups.put(names.get(i), bins.get(i));
            }
        }
        return new Grouping(by, groups);
    }
}

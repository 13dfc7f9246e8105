package io.github.osgnet4j.data.submission;

import io.github.osgnet4j.data.submission.SubmissionProblem.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts problems by kind and remembers the first of each. */
final class ProblemTally {
    private static final int EXAMPLES = 3;
    private static final int MAX_SHOWN = 80;

    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private final Map<Kind, List<String>> examples = new EnumMap<>(Kind.class);

    void add(Kind kind, String example) {
        counts.merge(kind, 1L, Long::sum);
        List<String> first = examples.computeIfAbsent(kind, k -> new ArrayList<>());
        if (first.size() < EXAMPLES) {
            first.add(example);
        }
    }

    /** Takes over problems of kinds of which there are none here. */
    void addAll(ProblemTally others) {
        counts.putAll(others.counts);
        examples.putAll(others.examples);
    }

    long count(Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    List<SubmissionProblem> all() {
        List<SubmissionProblem> all = new ArrayList<>();
        counts.forEach((kind, count) -> all.add(new SubmissionProblem(kind, count, examples.get(kind))));
        return all;
    }

    /** Text of the file, no longer than a line of a message has room for. */
    static String shortened(String text) {
        return text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "..." : text;
    }
}

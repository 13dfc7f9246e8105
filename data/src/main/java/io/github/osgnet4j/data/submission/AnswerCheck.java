package io.github.osgnet4j.data.submission;

import io.github.osgnet4j.data.annotation.GroundTruth.Key;
import io.github.osgnet4j.data.submission.ChallengeQueries.Asked;
import io.github.osgnet4j.data.submission.SubmissionProblem.Kind;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Holds answers against the queries that are asked. */
final class AnswerCheck {

    /** Seconds that a window may end after its clip: times are float32, whose digits end there in a video of hours. */
    private static final double TOLERANCE = 1e-3;

    private final ChallengeQueries queries;
    private final ProblemTally problems;
    private final Map<Query, Key> byAnnotation = new HashMap<>();
    private final Set<Key> answered = new HashSet<>();
    private final ProblemTally rising = new ProblemTally();
    private boolean byScores = true;

    private record Query(String annotationUid, int queryIdx) {}

    AnswerCheck(ChallengeQueries queries, ProblemTally problems) {
        this.queries = queries;
        this.problems = problems;
        queries.queries().keySet().forEach(id -> byAnnotation.put(new Query(id.annotationUid(), id.queryIdx()), id));
    }

    /** Says that scores have not decided the order of the windows. */
    void orderedBySteps() {
        byScores = false;
    }

    void add(SubmittedAnswer answer) {
        Optional<Key> asked = find(answer.id());
        asked.filter(id -> !answered.add(id)).ifPresent(id -> problems.add(Kind.TWICE, shown(id)));
        windows(answer, asked.map(id -> queries.queries().get(id)));
    }

    /** The query that an answer is for; the clip may be wrong. */
    private Optional<Key> find(Key id) {
        if (queries.queries().containsKey(id)) {
            return Optional.of(id);
        }
        Key other = byAnnotation.get(new Query(id.annotationUid(), id.queryIdx()));
        if (other == null) {
            problems.add(Kind.UNKNOWN, shown(id));
            return Optional.empty();
        }
        problems.add(Kind.CLIP, shown(id) + ", whose clip is " + other.clipUid());
        return Optional.of(other);
    }

    private void windows(SubmittedAnswer answer, Optional<Asked> asked) {
        String query = shown(answer.id());
        if (answer.count() != SubmissionWriter.CODABENCH_WINDOWS) {
            problems.add(Kind.WINDOWS, query + ": " + answer.count());
        }
        OptionalDouble seconds = asked.isPresent() ? asked.get().seconds() : OptionalDouble.empty();
        double last = Double.POSITIVE_INFINITY;
        boolean falling = true;
        for (int i = 0; i < answer.windows().size(); i++) {
            String place = query + ", window " + (i + 1);
            Optional<double[]> window = answer.windows().get(i);
            if (window.isEmpty()) {
                problems.add(Kind.WINDOW, place);
                continue;
            }
            numbers(place, window.get(), seconds);
            double score = window.get().length == 3 ? window.get()[2] : last;
            falling &= !(score > last);
            last = score;
        }
        if (!falling) {
            rising.add(Kind.ORDER, query);
        }
    }

    private void numbers(String place, double[] window, OptionalDouble seconds) {
        String shown = place + ": " + Arrays.toString(window);
        if (!Arrays.stream(window).allMatch(Double::isFinite)) {
            problems.add(Kind.NOT_FINITE, shown);
            return;
        }
        if (window[0] < 0) {
            problems.add(Kind.NEGATIVE, shown);
        }
        if (window[1] < window[0]) {
            problems.add(Kind.REVERSED, shown);
        }
        if (seconds.isPresent() && window[1] > seconds.getAsDouble() + TOLERANCE) {
            problems.add(Kind.BEYOND, shown + " of " + seconds.getAsDouble() + " s");
        }
    }

    /** Counts what has no answer, and what is in another order than the file says. */
    void finish() {
        if (byScores) {
            problems.addAll(rising);
        }
        queries.queries().forEach((id, asked) -> {
            if (asked.answerable() && !answered.contains(id)) {
                problems.add(Kind.MISSING, shown(id));
            }
        });
    }

    /** How many queries have scores that rise, where that is no problem. */
    long risingBySteps() {
        return byScores ? 0 : rising.count(Kind.ORDER);
    }

    /** How many queries have an answer. */
    int answered() {
        return answered.size();
    }

    private static String shown(Key id) {
        return "query " + id.queryIdx() + " of annotation " + ProblemTally.shortened(id.annotationUid()) + ", clip "
                + ProblemTally.shortened(id.clipUid());
    }
}

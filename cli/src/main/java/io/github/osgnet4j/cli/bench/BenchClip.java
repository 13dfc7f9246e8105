package io.github.osgnet4j.cli.bench;

import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.StepObjects;
import io.github.osgnet4j.runtime.VideoInput;
import java.util.Arrays;
import java.util.List;

/**
 * A video and what is asked about it.
 *
 * @param duration seconds
 */
public record BenchClip(VideoInput video, double duration, List<QueryInput> queries) {

    /** The query that is asked alone: the first that sees an object, or the first. */
    public QueryInput one() {
        return queries.stream()
                .filter(query -> objectsPerStep(query) > 0)
                .findFirst()
                .orElse(queries.get(0));
    }

    /** The objects of a query at the step with most. */
    static int objectsPerStep(QueryInput query) {
        int[][] steps = new int[0][];
        if (query.objects() instanceof StepObjects.Classes classes) {
            steps = classes.steps();
        } else if (query.objects() instanceof StepObjects.Rows rows) {
            steps = rows.steps();
        }
        return Arrays.stream(steps).mapToInt(step -> step.length).max().orElse(0);
    }
}

package io.github.osgnet4j.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.Dataset.Split;
import io.github.osgnet4j.data.sample.ObjectFrames;
import io.github.osgnet4j.runtime.StepObjects;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DatasetInputsTest {

    /** Each row that goes to the runtime is projected by the network. */
    @Test
    void objectsAreThoseOfTheDatasetOverRowsThatAreAllInUse() {
        try (Dataset dataset = Dataset.open(Learn.CONFIG, Split.VAL)) {
            DatasetInputs inputs = new DatasetInputs(dataset);
            int withObjects = 0;
            for (AnnotatedQuery query : dataset.queries()) {
                ObjectFrames expected = dataset.objects(query).orElseThrow();
                StepObjects.Rows objects =
                        (StepObjects.Rows) inputs.query(query).objects();
                Set<Integer> used = Arrays.stream(objects.steps())
                        .flatMapToInt(Arrays::stream)
                        .boxed()
                        .collect(Collectors.toCollection(TreeSet::new));
                assertEquals(IntStream.range(0, used.size()).boxed().collect(Collectors.toSet()), used);
                assertEquals(Math.max(1, used.size()), objects.rows());
                withObjects += used.isEmpty() ? 0 : 1;
                List<List<Float>> shown = shown(objects.table(), expected.channels(), List.of(objects.steps()));
                assertEquals(shown(expected.table(), expected.channels(), expected.frames()), shown);
            }
            assertFalse(withObjects == 0);
        }
    }

    private static List<List<Float>> shown(float[] table, int channels, List<int[]> frames) {
        return frames.stream()
                .map(rows -> Arrays.stream(rows)
                        .flatMap(row -> IntStream.range(row * channels, (row + 1) * channels))
                        .mapToObj(i -> table[i])
                        .toList())
                .toList();
    }
}

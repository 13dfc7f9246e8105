package io.github.osgnet4j.postprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScoreOrderTest {

    /** Many ties, and an adversarial sequence that drives quicksort into heapsort. */
    static Stream<JsonNode> sorts() {
        return StreamSupport.stream(GoldenFile.read("sort.json.gz").spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("sorts")
    void tiesAreOrderedAsByPytorch(JsonNode golden) {
        float[] scores = new float[golden.get("scores").size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = golden.get("scores").get(i).floatValue();
        }

        int[] expected = StreamSupport.stream(golden.get("order").spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
        assertArrayEquals(expected, ScoreOrder.descending(scores));
    }

    @Property(tries = 200)
    void differentScoresComeHighestFirst(@ForAll @Size(max = 300) float @FloatRange(max = 1) [] scores) {
        double[] expected = IntStream.range(0, scores.length)
                .mapToDouble(i -> -scores[i])
                .sorted()
                .map(score -> -score)
                .toArray();
        double[] found = IntStream.of(ScoreOrder.descending(scores))
                .mapToDouble(i -> scores[i])
                .toArray();

        assertArrayEquals(expected, found);
    }
}

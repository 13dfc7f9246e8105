package io.github.osgnet4j.postprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The official network's logits and offsets, and what the official code made of them. */
class RankingGoldenTest {

    private static final float TOLERANCE = 1e-5f;

    static Stream<GoldenQuery> queries() {
        return StreamSupport.stream(GoldenFile.read("ranking.json.gz").spliterator(), false)
                .map(GoldenQuery::new);
    }

    @Test
    void coversQueriesWithAndWithoutOrderPrior() {
        assertTrue(queries().anyMatch(query -> query.prior().isPresent()));
        assertTrue(queries().anyMatch(query -> query.prior().isEmpty()));
    }

    @ParameterizedTest
    @MethodSource("queries")
    void candidatesAreTheOfficialOnesInOrder(GoldenQuery query) {
        Candidates candidates = query.ranking().candidates(query.levels(), query.prior());

        assertArrayEquals(query.floats("pre_nms_scores"), candidates.scores(), TOLERANCE);
        assertArrayEquals(query.floats("pre_nms_segments"), candidates.segments(), TOLERANCE);
    }

    @ParameterizedTest
    @MethodSource("queries")
    void windowsAreTheOfficialOnesInOrder(GoldenQuery query) {
        List<Window> windows = query.ranking().rank(query.levels(), query.timing(), query.prior());

        float[] segments = query.floats("segments");
        float[] scores = query.floats("scores");
        assertEquals(scores.length, windows.size());
        for (int i = 0; i < scores.length; i++) {
            assertEquals(segments[2 * i], windows.get(i).start(), TOLERANCE);
            assertEquals(segments[2 * i + 1], windows.get(i).end(), TOLERANCE);
            assertEquals(scores[i], windows.get(i).score(), TOLERANCE);
        }
    }

    record GoldenQuery(JsonNode node) {

        Ranking ranking() {
            return new Ranking(RankingOptions.builder().orderPrior(true).build());
        }

        Optional<OrderPrior> prior() {
            return GoldenFile.prior(node);
        }

        ClipTiming timing() {
            return new ClipTiming(
                    node.get("fps").asDouble(),
                    node.get("feat_stride").asDouble(),
                    node.get("num_frames").asDouble(),
                    node.get("duration").asDouble());
        }

        List<LevelScores> levels() {
            return GoldenFile.levels(node);
        }

        float[] floats(String name) {
            return GoldenFile.packed(node.get(name));
        }

        @Override
        public String toString() {
            return node.get("dataset").asText() + " " + node.get("query").asText();
        }
    }
}

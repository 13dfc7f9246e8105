package io.github.osgnet4j.postprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("NMS gives what the official batched_nms gives")
class NmsGoldenTest {

    private static final float TOLERANCE = 1e-5f;

    static Stream<JsonNode> cases() {
        return StreamSupport.stream(GoldenFile.read("nms.json.gz").get("nms").spliterator(), false);
    }

    @Test
    void thereAreCases() {
        assertEquals(24, cases().count());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void softPerClass(JsonNode golden) {
        Candidates selected = select(golden, options(golden, NmsMethod.GAUSSIAN, true));

        assertSelection(expected(golden, "soft_multiclass"), selected);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void hardPerClass(JsonNode golden) {
        Candidates selected = select(golden, options(golden, NmsMethod.HARD, true));

        assertSelection(expected(golden, "hard_multiclass"), selected);
    }

    /** The official vote of a segment without length is NaN; ours leaves the segment where NMS found it. */
    @ParameterizedTest
    @MethodSource("cases")
    void softAcrossClassesWithVoting(JsonNode golden) {
        RankingOptions.Builder options = options(golden, NmsMethod.GAUSSIAN, false);
        Candidates selected = select(golden, options);
        Candidates unmoved = select(golden, options.votingThreshold(0));

        Candidates expected = expected(golden, "soft_agnostic_voting");
        for (int i = 0; i < expected.segments().length; i++) {
            if (Float.isNaN(expected.segments()[i])) {
                assertEquals(unmoved.start(i / 2), unmoved.end(i / 2));
                expected.segments()[i] = unmoved.segments()[i];
            }
        }
        assertSelection(expected, selected);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void hardAcrossClasses(JsonNode golden) {
        Candidates selected =
                select(golden, options(golden, NmsMethod.HARD, false).votingThreshold(0));

        assertSelection(expected(golden, "hard_agnostic"), selected);
    }

    private static RankingOptions.Builder options(JsonNode golden, NmsMethod method, boolean multiclass) {
        JsonNode config = golden.get("config");
        return RankingOptions.builder()
                .iouThreshold(config.get("iou_threshold").asDouble())
                .minScore(config.get("min_score").asDouble())
                .maxWindows(config.get("max_seg_num").asInt())
                .sigma(config.get("sigma").asDouble())
                .votingThreshold(config.get("voting_thresh").asDouble())
                .method(method)
                .multiclass(multiclass);
    }

    private static Candidates select(JsonNode golden, RankingOptions.Builder options) {
        return new Nms(options.build()).select(GoldenFile.candidates(golden));
    }

    private static Candidates expected(JsonNode golden, String name) {
        return GoldenFile.candidates(golden.get("expected").get(name));
    }

    private static void assertSelection(Candidates expected, Candidates selected) {
        assertArrayEquals(expected.labels(), selected.labels());
        assertArrayEquals(expected.scores(), selected.scores(), TOLERANCE);
        assertSegments(expected.segments(), selected.segments());
    }

    /** Relative beyond 1: a vote is a sum, and at 800 steps neighbouring float32 values are 6e-5 apart. */
    private static void assertSegments(float[] expected, float[] found) {
        assertEquals(expected.length, found.length);
        for (int i = 0; i < found.length; i++) {
            assertEquals(expected[i], found[i], TOLERANCE * Math.max(1, Math.abs(expected[i])), "end " + i);
        }
    }
}

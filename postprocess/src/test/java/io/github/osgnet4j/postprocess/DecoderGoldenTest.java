package io.github.osgnet4j.postprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the official decoding makes of several classes, few candidates and scores full of ties. */
class DecoderGoldenTest {

    static Stream<JsonNode> cases() {
        return StreamSupport.stream(GoldenFile.read("decoding.json.gz").spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void candidatesAreTheOfficialOnesInOrder(JsonNode golden) {
        RankingOptions options = RankingOptions.builder()
                .preNmsThreshold(golden.get("threshold").asDouble())
                .preNmsTopK(golden.get("top_k").asInt())
                .durationThreshold(golden.get("duration").asDouble())
                .build();

        Candidates candidates = new Decoder(options).decode(GoldenFile.levels(golden), GoldenFile.prior(golden));

        int[] labels = IntStream.range(0, golden.get("labels").size())
                .map(i -> golden.get("labels").get(i).asInt())
                .toArray();
        assertArrayEquals(labels, candidates.labels());
        assertArrayEquals(GoldenFile.packed(golden.get("scores")), candidates.scores(), 1e-6f);
        assertArrayEquals(GoldenFile.packed(golden.get("segments")), candidates.segments());
    }
}

package io.github.osgnet4j.data.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.Label;
import io.github.osgnet4j.data.config.ObjectsConfig.Combination;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A small legacy store with three classes; what the official loader makes of it is in regions.json. */
class RegionObjectsTest {
    private static final Path FIXTURES = Path.of("src", "test", "resources", "samples");

    private final FeatureStore store = new FeatureStore("object features", FIXTURES.resolve("regions_lmdb"));
    private final ClassEmbeddings embeddings = ClassEmbeddings.read(FIXTURES.resolve("regions.pt"));

    @AfterEach
    void close() {
        store.close();
    }

    private static AnnotatedQuery query(int... classes) {
        List<Label> labels = Arrays.stream(classes)
                .mapToObj(id -> new Label(List.of(id), "", 1, ""))
                .toList();
        return new AnnotatedQuery("q_0", "", 1, "clip", "nlq", List.of(), labels);
    }

    private ObjectReader source(Combination combination, int channels) {
        Optional<ClassEmbeddings> classes =
                combination == Combination.REGION ? Optional.empty() : Optional.of(embeddings);
        return new RegionObjects(store, classes, combination, channels);
    }

    @ParameterizedTest
    @CsvSource({"REGION, region, 4", "CLASS, only, 4", "ADD, add, 4", "CONCAT, concat, 8"})
    void regionsAndEmbeddingsCombineAsOfficially(Combination combination, String key, int channels) throws IOException {
        JsonNode expected = new ObjectMapper()
                .readTree(FIXTURES.resolve("regions.json").toFile())
                .get(key);
        ObjectFrames objects = source(combination, channels).objects(query(11, 3, 1, 3));
        assertEquals(expected.size(), objects.frames().size());
        for (int t = 0; t < expected.size(); t++) {
            int[] rows = objects.frames().get(t);
            assertEquals(expected.get(t).size(), rows.length);
            for (int o = 0; o < rows.length; o++) {
                JsonNode row = expected.get(t).get(o);
                double[] official = IntStream.range(0, channels)
                        .mapToDouble(c -> row.get(c).doubleValue())
                        .toArray();
                int from = rows[o] * channels;
                double[] ours = IntStream.range(0, channels)
                        .mapToDouble(c -> objects.table()[from + c])
                        .toArray();
                assertArrayEquals(official, ours, 1e-6);
            }
        }
    }

    @Test
    void aQueryWithoutLabelsHasNoObjects() {
        ObjectFrames objects = source(Combination.REGION, 4).objects(query());
        assertEquals(List.of(), objects.frames());
        assertArrayEquals(new long[] {-1, -1, -1}, objects.index(3));
    }

    @Test
    void aClassTheStoreDoesNotHaveIsMissing() {
        MissingFeaturesException e = assertThrows(
                MissingFeaturesException.class,
                () -> source(Combination.REGION, 4).objects(query(7)));
        assertEquals("clip_7", e.key());
    }

    @Test
    void laterClassesMayNotHaveMoreFramesThanTheFirst() {
        assertThrows(DataException.class, () -> source(Combination.REGION, 4).objects(query(3, 1)));
    }

    @Test
    void channelsMustBeThoseTheNetworkTakes() {
        assertThrows(DataException.class, () -> source(Combination.CONCAT, 4).objects(query(3)));
    }

    @Test
    void classAlternativesAreRefused() {
        AnnotatedQuery query = new AnnotatedQuery(
                "q_0", "", 1, "clip", "nlq", List.of(), List.of(new Label(List.of(1, 3), "", 1, "")));
        assertThrows(DataException.class, () -> source(Combination.REGION, 4).objects(query));
    }
}

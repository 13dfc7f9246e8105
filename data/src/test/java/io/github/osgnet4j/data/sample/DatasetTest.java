package io.github.osgnet4j.data.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.TestFolders;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.config.DatasetConfig;
import io.github.osgnet4j.data.config.ObjectsConfig;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.io.NpyArray;
import io.github.osgnet4j.data.io.Npz;
import io.github.osgnet4j.data.sample.Dataset.Split;
import io.github.osgnet4j.postprocess.OrderPrior;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetTest {
    @TempDir
    Path folder;

    /** Golden sets whose validation data is all there. */
    static List<Path> golden() {
        return TestFolders.golden().stream()
                .filter(folder -> {
                    DatasetConfig dataset = OsgnetConfig.load(folder.resolve("config.yaml"), Optional.empty())
                            .dataset();
                    return Stream.concat(
                                    Stream.of(
                                            dataset.valAnnotations(),
                                            dataset.videoFeatures(),
                                            dataset.valTextFeatures()),
                                    dataset.objects().map(ObjectsConfig::store).stream())
                            .allMatch(Files::exists);
                })
                .toList();
    }

    static Path bundled(String name) {
        return Path.of(System.getProperty("osgnet.root"), "src", "test", "resources", "golden", name);
    }

    private static Dataset validation(Path golden) {
        return Dataset.open(OsgnetConfig.load(golden.resolve("config.yaml"), Optional.empty()), Split.VAL);
    }

    @ParameterizedTest
    @MethodSource("golden")
    void everyQueryHasFeaturesThatFitTheNetwork(Path golden) {
        try (Dataset dataset = validation(golden)) {
            for (AnnotatedQuery query : dataset.queries()) {
                VideoFeatures video = dataset.video(query.videoId());
                QueryFeatures tokens = dataset.query(query);
                assertEquals(video.steps() * dataset.config().dataset().videoDim(), video.values().length);
                assertEquals(
                        tokens.tokens()
                                * dataset.config().network().text().projection().in(),
                        tokens.values().length);
                assertEquals(
                        dataset.config().dataset().objects().isPresent(),
                        dataset.objects(query).isPresent());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("golden")
    void shotsAreTheGoldenShots(Path golden) throws IOException {
        try (Dataset dataset = validation(golden)) {
            for (AnnotatedQuery query : dataset.queries()) {
                Path file = golden.resolve("golden").resolve(query.queryId() + ".npz");
                if (Files.isRegularFile(file)) {
                    Optional<NpyArray> expected =
                            Optional.ofNullable(Npz.read(file).get("shots"));
                    int steps = dataset.video(query.videoId()).steps();
                    assertEquals(expected.map(DatasetTest::shots), dataset.shots(query.videoId(), steps));
                }
            }
        }
    }

    /** Golden shots are two rows, starts and ends; each end is the next start. */
    private static Shots shots(NpyArray golden) {
        int columns = golden.shape()[1];
        float[] edges = Arrays.copyOf(golden.values(), columns + 1);
        edges[columns] = golden.values()[2 * columns - 1];
        return new Shots(edges);
    }

    /** Class ids a frame, by set and query, written by the official loader. */
    @Test
    void objectsAreTheOfficialOnesInTheOfficialOrder() throws IOException {
        Map<String, Map<String, int[][]>> sets = new ObjectMapper()
                .readValue(
                        Path.of("src", "test", "resources", "samples", "golden_objects.json")
                                .toFile(),
                        new TypeReference<>() {});
        assertEquals(Set.of("nlq", "goal", "nlq_modes"), sets.keySet());
        sets.forEach((set, queries) -> {
            try (Dataset dataset = validation(bundled(set))) {
                for (AnnotatedQuery query : dataset.queries()) {
                    if (queries.containsKey(query.queryId())) {
                        assertArrayEquals(
                                queries.get(query.queryId()),
                                dataset.objects(query).orElseThrow().frames().toArray());
                    }
                }
            }
        });
    }

    @Test
    void theFirstTokenIsDroppedForTheQueryButNotForTheShotBranch() {
        try (Dataset dataset = validation(bundled("nlq_modes"))) {
            AnnotatedQuery query = dataset.queries().get(0);
            assertEquals(
                    dataset.shotQuery(query).tokens() - 1, dataset.query(query).tokens());
            assertEquals(
                    dataset.shotQuery(query).values()[24], dataset.query(query).values()[0]);
        }
    }

    @Test
    void queriesKeepTheOrderOfTheFileAndGroupByVideo() {
        try (Dataset dataset = validation(bundled("learn"))) {
            assertEquals(40, dataset.queries().size());
            Map<String, List<AnnotatedQuery>> groups = dataset.queriesByVideo();
            assertEquals(10, groups.size());
            Set<String> order = new LinkedHashSet<>();
            dataset.queries().forEach(query -> order.add(query.videoId()));
            assertEquals(List.copyOf(order), List.copyOf(groups.keySet()));
        }
    }

    @Test
    void theOrderPriorKnowsNumberAndCount() {
        try (Dataset dataset = validation(bundled("goal_bayes"))) {
            AnnotatedQuery query = dataset.queries().get(1);
            assertEquals(Optional.of(new OrderPrior(2, 5)), dataset.order(query));
        }
        try (Dataset dataset = validation(bundled("goal"))) {
            assertEquals(Optional.empty(), dataset.order(dataset.queries().get(0)));
        }
    }

    @Test
    void aTestSplitNeedsItsAnnotationsNamed() {
        OsgnetConfig config = OsgnetConfig.load(bundled("nlq").resolve("config.yaml"), Optional.empty());
        assertThrows(DataException.class, () -> Dataset.open(config, Split.TEST));
        Path annotations = bundled("nlq").resolve("annotations").resolve("test.jsonl");
        try (Dataset dataset = Dataset.open(config, Split.TEST, annotations)) {
            assertEquals(24, dataset.queries().size());
        }
    }

    @Test
    void missingFeaturesNameStoreAndKey() {
        try (Dataset dataset = validation(bundled("nlq"))) {
            MissingFeaturesException e = assertThrows(MissingFeaturesException.class, () -> dataset.video("gone"));
            assertEquals("gone", e.key());
            assertTrue(
                    e.getMessage().endsWith(" in " + dataset.config().dataset().videoFeatures()), e.getMessage());
            AnnotatedQuery query = new AnnotatedQuery("q_0", "", 1, "gone", "nlq", List.of(), List.of());
            assertThrows(MissingFeaturesException.class, () -> dataset.query(query));
            assertThrows(MissingFeaturesException.class, () -> dataset.objects(query));
            assertThrows(MissingFeaturesException.class, () -> dataset.shots("gone", 5));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret", "a/../../secret", "/etc/secret", "..\\secret", "a\u0000b", "a/b"})
    void aHostileVideoIdDoesNotLeaveTheFolderOfNarrations(String id) throws IOException {
        Files.writeString(folder.resolve("secret.json"), "{\"narration\": \"\", \"frame_start_id\": 0}");
        try (Dataset dataset = validation(bundled("nlq"))) {
            DataException e = assertThrows(DataException.class, () -> dataset.shots(id, 5));
            assertTrue(!(e instanceof MissingFeaturesException), e.getMessage());
        }
    }

    @Test
    void featuresOfAnotherModelAreRefused() throws IOException {
        String yaml = Files.readString(bundled("nlq").resolve("config.yaml"))
                .replace("input_vid_dim: 48", "input_vid_dim: 40")
                .replace("n_in: 48", "n_in: 40");
        OsgnetConfig config =
                OsgnetConfig.load(Files.writeString(folder.resolve("config.yaml"), yaml), Optional.of(bundled("nlq")));
        try (Dataset dataset = Dataset.open(config, Split.VAL)) {
            String video = dataset.queries().get(0).videoId();
            DataException e = assertThrows(DataException.class, () -> dataset.video(video));
            assertTrue(e.getMessage().contains("expected an array (steps, 40), found"), e.getMessage());
        }
    }

    @Test
    void classEmbeddingsOfAnotherModelAreRefused() throws IOException {
        String yaml = Files.readString(bundled("nlq").resolve("config.yaml"));
        int at = yaml.indexOf("n_in: 24", yaml.indexOf("obj_encoder_cfg"));
        String wrong = yaml.substring(0, at) + "n_in: 25" + yaml.substring(at + 8);
        OsgnetConfig config =
                OsgnetConfig.load(Files.writeString(folder.resolve("config.yaml"), wrong), Optional.of(bundled("nlq")));
        DataException e = assertThrows(DataException.class, () -> Dataset.open(config, Split.VAL));
        assertTrue(e.getMessage().contains("24 channels"), e.getMessage());
    }

    @Test
    void closingTwiceIsFine() {
        Dataset dataset = validation(bundled("pre"));
        dataset.close();
        dataset.close();
        String video = dataset.queries().get(0).videoId();
        assertThrows(IllegalStateException.class, () -> dataset.video(video));
    }
}

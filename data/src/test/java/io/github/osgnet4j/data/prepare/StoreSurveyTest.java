package io.github.osgnet4j.data.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.config.ObjectMode;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.io.NpyArray;
import io.github.osgnet4j.data.io.Npz;
import io.github.osgnet4j.data.io.ObjectRecords;
import io.github.osgnet4j.data.prepare.InitialConfig.Size;
import io.github.osgnet4j.data.sample.FeatureRate;
import io.github.osgnet4j.data.sample.JobIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The config for given stores has the numbers that the stores have. */
class StoreSurveyTest {

    @TempDir
    Path folder;

    private Path annotations;

    private Path store(String name, String key, byte[] value) {
        Path output = folder.resolve(name);
        try (StoreBuilder builder = StoreBuilder.open(output, new JobIdentity(), false, (k, s) -> true)) {
            builder.put(key, "", value, List.of());
            builder.finish();
        }
        return output;
    }

    private Path matrix(String name, String key, String array, int rows, int channels) {
        NpyArray zeros = new NpyArray(new int[] {rows, channels}, new float[rows * channels]);
        return store(name, key, Npz.compressed(Map.of(array, zeros)));
    }

    @BeforeEach
    void annotate() throws IOException {
        annotations = folder.resolve("$C$.jsonl");
        Files.writeString(
                annotations,
                "{\"query\": \"x\", \"query_id\": \"q_0\", \"duration\": 480.0, \"video_id\": \"v\","
                        + " \"query_type\": \"nlq\", \"timestamps\": [[1, 2]], \"label\": [{\"class_id\": 0}]}");
    }

    private InitialConfig.Data data(Path features, Optional<InitialConfig.Objects> objects, Optional<Path> narrations) {
        Path tokens = folder.resolve("tokens");
        Path text = Files.exists(tokens) ? tokens : matrix("tokens", "q_0", "token_features", 4, 24);
        return new InitialConfig.Data(features, text, text, objects, narrations, annotations, annotations);
    }

    private OsgnetConfig load(InitialConfig config) throws IOException {
        Path file = folder.resolve("config.yaml");
        Files.writeString(file, config.yaml(folder));
        return OsgnetConfig.load(file, Optional.empty());
    }

    @ParameterizedTest
    @EnumSource(Size.class)
    void everySizeIsAConfigThatLoads(Size size) throws IOException {
        Path features = matrix("features", "v", "features", 899, 48);
        OsgnetConfig config = load(
                new StoreSurvey(data(features, Optional.empty(), Optional.empty())).config(size, Optional.empty()));
        assertEquals(48, config.dataset().videoDim());
        assertEquals(24, config.tokenChannels());
        assertEquals(16, config.dataset().featStride());
        assertEquals(30, config.dataset().fps());
        assertEquals(1024, config.dataset().maxSeqLen());
        assertEquals(annotations, config.dataset().trainAnnotations());
        assertEquals(features, config.dataset().videoFeatures());
        assertEquals(ObjectMode.NONE, config.seenObjects());
        assertTrue(config.network().shots().isEmpty());
    }

    @Test
    void objectsAndShotsAreThereIfTheirDataIs() throws IOException {
        Path features = matrix("features", "v", "features", 900, 48);
        Path objects = store("objects", "v", ObjectRecords.pickle(List.of(Map.of(0, 0.9))));
        Path classes = folder.resolve("classes.npz");
        Npz.write(classes, Map.of("x", new NpyArray(new int[] {3, 7}, new float[21])), true);
        InitialConfig.Data data = data(
                features,
                Optional.of(new InitialConfig.Objects(objects, classes, false)),
                Optional.of(folder.resolve("narrations")));
        OsgnetConfig config = load(new StoreSurvey(data).config(Size.SMALL, Optional.empty()));
        assertEquals(ObjectMode.LABELS, config.seenObjects());
        assertEquals(7, config.network().objects().projection().in());
        assertTrue(config.network().shots().isPresent());
    }

    @Test
    void aPaceThatIsNoWholeNumberOfFramesHasToBeSaid() throws IOException {
        Path features = matrix("features", "v", "features", 1000, 48);
        StoreSurvey survey = new StoreSurvey(data(features, Optional.empty(), Optional.empty()));
        DataException e = assertThrows(DataException.class, () -> survey.config(Size.SMALL, Optional.empty()));
        assertTrue(e.getMessage().contains("features come every 0.4800 s"), e.getMessage());
        FeatureRate rate = new FeatureRate(25, 12, 12);
        assertEquals(List.of(), survey.wrongLength(Map.of("v", 1000), rate));
        assertEquals(
                List.of("v: 400 steps for 480.00 s, expected about 1000"), survey.wrongLength(Map.of("v", 400), rate));
        assertEquals(
                12, load(survey.config(Size.SMALL, Optional.of(rate))).dataset().featStride());
    }

    @Test
    void aStoreOfOtherVideosIsNamed() {
        Path features = matrix("features", "w", "features", 900, 48);
        StoreSurvey survey = new StoreSurvey(data(features, Optional.empty(), Optional.empty()));
        DataException e = assertThrows(DataException.class, () -> survey.config(Size.SMALL, Optional.empty()));
        assertTrue(e.getMessage().contains("'v'") && e.getMessage().contains(features.toString()), e.getMessage());
    }
}

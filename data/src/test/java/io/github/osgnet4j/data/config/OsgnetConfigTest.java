package io.github.osgnet4j.data.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.TestFolders;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.network.NetworkSpec.Activation;
import io.github.osgnet4j.network.NetworkSpec.Projection;
import io.github.osgnet4j.network.NetworkSpec.QFormer;
import io.github.osgnet4j.network.NetworkSpec.Transformer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

class OsgnetConfigTest {
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(OsgnetConfig.class);

    @TempDir
    Path folder;

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(log);
    }

    static Stream<Path> allConfigs() {
        return Stream.concat(
                TestFolders.configs().stream(),
                TestFolders.golden().stream().map(golden -> golden.resolve("config.yaml")));
    }

    @ParameterizedTest
    @MethodSource("allConfigs")
    void everyConfigLoadsWithoutAWarning(Path file) {
        OsgnetConfig config = OsgnetConfig.load(file, Optional.empty());
        assertEquals(
                config.network().levels(), config.multiTask().regressionRanges().size());
        assertEquals(List.of(), log.list);
    }

    @Test
    void thereIsOneConfigForEachOfficialSettingAndTheDemo() {
        List<String> names = TestFolders.configs().stream()
                .map(file -> file.getFileName().toString())
                .toList();
        assertEquals(
                List.of(
                        "demo.yaml",
                        "goalstep_internvideo.yaml",
                        "nlq_v1_egovlp.yaml",
                        "nlq_v1_pretrain.yaml",
                        "nlq_v2_egovideo.yaml",
                        "nlq_v2_internvideo.yaml",
                        "nlq_v2_pretrain.yaml",
                        "tacos_c3d_glove.yaml",
                        "tacos_internvideo.yaml"),
                names);
    }

    @Test
    void theDemoFindsItsDataFromItsOwnFolder() {
        DatasetConfig dataset = OsgnetConfig.load(demo(), Optional.empty()).dataset();
        assertTrue(Files.isRegularFile(dataset.valAnnotations()));
        assertTrue(Files.isRegularFile(dataset.groundTruth()));
        assertTrue(Files.isDirectory(dataset.videoFeatures()));
        assertTrue(Files.isRegularFile(
                dataset.objects().orElseThrow().classEmbeddings().orElseThrow()));
    }

    @Test
    void theDemoIsTheLearnableGoldenSet() {
        Path golden = Path.of(System.getProperty("osgnet.root"), "src/test/resources/golden/learn/config.yaml");
        assertEquals(
                OsgnetConfig.load(golden, Optional.empty()).model(),
                OsgnetConfig.load(demo(), Optional.empty()).model());
    }

    private static Path demo() {
        return Path.of(System.getProperty("osgnet.root"), "configs", "demo.yaml");
    }

    @Test
    void theFullNetworkHasTheOfficialShape() {
        Path file = Path.of(System.getProperty("osgnet.root"), "configs", "nlq_v2_internvideo.yaml");
        NetworkSpec spec = OsgnetConfig.load(file, Optional.empty()).network();
        assertEquals(
                new Projection(1, 2, 2304, 512, 512, 3, Activation.RELU, true),
                spec.video().projection());
        assertEquals(
                new Transformer(6, 512, 4, 2048, 2, 9, 0.1), spec.multiscale().transformer());
        assertEquals(512, spec.paddingMultiple());
        assertEquals(List.of(1, 2, 4, 8, 16, 32, 64), spec.strides());
        assertEquals(
                new QFormer(5, 1, 512, 4, 4, 0.1), spec.shots().orElseThrow().text());
    }

    @Test
    void layersTakeTheDefaultsOfTheirConstructors() throws IOException {
        NetworkSpec spec = Configs.load(folder, Configs.SMALL).network();
        assertEquals(
                new Projection(1, 2, 24, 24, 16, 1, Activation.GELU, true),
                spec.text().projection());
        assertEquals(new Transformer(1, 16, 4, 64, 1, -1, 0), spec.text().transformer());
        assertFalse(spec.text().positions());
        assertEquals(4, spec.objects().heads());
        assertEquals(0.1, spec.objects().dropPath());
        assertEquals(0.1, spec.video().dropPath());
        assertEquals(64, spec.video().hidden());
        assertEquals(new NetworkSpec.Head(3, 16, 16, 3, false), spec.classification());
        assertTrue(spec.multiscale().norm());
    }

    @Test
    void sectionsTakeTheOfficialDefaults() throws IOException {
        OsgnetConfig config = Configs.load(folder, Configs.SMALL);
        assertEquals(Track.NLQ, config.track());
        assertEquals(12345678, config.seed());
        assertEquals(16, config.dataset().featStride());
        assertEquals(32, config.dataset().numFrames());
        assertEquals(86400, config.dataset().maxShotSeconds());
        assertEquals(List.of("looks around", "turns around"), config.dataset().shotWords());
        assertEquals(1000, config.dataset().videoQueries());
        assertEquals(ObjectMode.NONE, config.dataset().objectMode());
        assertEquals(new LoaderConfig(2), config.loader());
        assertEquals(35, config.optimizer().totalEpochs());
        assertEquals(1e-3, config.optimizer().learningRate());
        assertEquals(-1, config.train().clipGradL2Norm());
        assertEquals(new TestConfig(1, 0), config.test());
        assertEquals(Optional.of(new VtmSettings(1, false)), config.multiTask().vtm());
    }

    @Test
    void relativePathsStartAtTheConfigsFolderOrTheDataRoot() throws IOException {
        OsgnetConfig config = Configs.load(folder, Configs.SMALL);
        assertEquals(folder.resolve("train.jsonl"), config.dataset().trainAnnotations());
        assertEquals(Path.of("/stores/video"), config.dataset().videoFeatures());
        OsgnetConfig elsewhere = OsgnetConfig.load(config.file(), Optional.of(Path.of("/data")));
        assertEquals(Path.of("/data/train.jsonl"), elsewhere.dataset().trainAnnotations());
    }

    @Test
    void unknownKeysAreNamedInOneWarning() throws IOException {
        Configs.load(
                folder,
                Configs.SMALL.replace("n_head: 4, n_ds_strides", "n_head: 4, n_heads: 8, n_ds_strides")
                        + "optimiser: {lr: 1}\n");
        assertEquals(1, log.list.size());
        String message = log.list.get(0).getFormattedMessage();
        assertTrue(
                message.endsWith("unknown keys, ignored: optimiser, model.multiscale_encoder_cfg[0].layer_cfg.n_heads"),
                message);
    }

    @Test
    void anExponentWithoutADotIsANumber() throws IOException {
        OsgnetConfig config = Configs.load(folder, Configs.SMALL + "opt: {learning_rate: 2e-4}\n");
        assertEquals(2e-4, config.optimizer().learningRate());
    }

    @Test
    void falseQueriesOfAVideoAreNone() throws IOException {
        OsgnetConfig config = Configs.loadWith(folder, "default_fps: 30", "default_fps: 30\n  mul_query_input: False");
        assertEquals(0, config.dataset().videoQueries());
    }

    @Test
    void withoutTheVtmTaskThereIsNoShotBranch() throws IOException {
        OsgnetConfig config = Configs.loadWith(folder, "[NLQ, VTM]", "[NLQ]");
        assertEquals(Optional.empty(), config.network().shots());
        assertEquals(Optional.empty(), config.multiTask().vtm());
        assertEquals(List.of(), log.list);
    }

    @Test
    void theObjectModeFollowsTypeAndCombination() throws IOException {
        String objects = "default_fps: 30\n  object_feat_dir: o\n  ";
        assertEquals(
                ObjectMode.LABELS,
                mode(objects + "{object_feat_type: class-score, classname_feat_dir: c, classname_feat_concat: only}"));
        assertEquals(ObjectMode.ALL, mode(objects + "{object_feat_type: class-score, classname_feat_dir: c}"));
        assertEquals(ObjectMode.REGIONS, mode(objects + "{}"));
    }

    private ObjectMode mode(String lines) throws IOException {
        String unfolded = lines.replace("{", "").replace("}", "").replace(", ", "\n  ");
        return Configs.loadWith(folder, "default_fps: 30", unfolded).dataset().objectMode();
    }

    @Test
    void aModelWithoutCodeLoadsButHasNoNetwork() throws IOException {
        OsgnetConfig config = Configs.loadWith(folder, "MultiTaskArch", "ObjectLocPointTransformer");
        DataException e = assertThrows(DataException.class, config::network);
        assertTrue(e.getMessage().contains("ObjectLocPointTransformer"), e.getMessage());
    }
}

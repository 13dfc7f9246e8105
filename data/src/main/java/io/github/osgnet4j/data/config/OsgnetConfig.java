package io.github.osgnet4j.data.config;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.postprocess.PostprocessException;
import io.github.osgnet4j.postprocess.RankingOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A config of the official schema over the official defaults ({@code libs/core/config.py}), typed and checked.
 *
 * @param file where it was read
 * @param track the challenge
 * @param seed of all random numbers ({@code init_rand_seed})
 * @param dataset where the data is and what its numbers mean
 * @param model the network, its losses and its ranking
 * @param optimizer solver and schedule
 * @param loader batches
 * @param train further settings of training
 * @param test when the trainer validates
 */
public record OsgnetConfig(
        Path file,
        Track track,
        long seed,
        DatasetConfig dataset,
        ModelConfig model,
        OptimizerConfig optimizer,
        LoaderConfig loader,
        TrainConfig train,
        TestConfig test) {

    private static final Logger LOG = LoggerFactory.getLogger(OsgnetConfig.class);

    /** The same with other stores of text features. */
    public OsgnetConfig withTextFeatures(Path trainTexts, Path valTexts) {
        return new OsgnetConfig(
                file,
                track,
                seed,
                dataset.withTextFeatures(trainTexts, valTexts),
                model,
                optimizer,
                loader,
                train,
                test);
    }

    /**
     * Reads a config. Unknown keys are named in one warning; keys of the official schema that the official code does
     * not read pass silently. Numbers follow YAML 1.1, and a bare exponent such as {@code 1e-4}, which PyYAML leaves a
     * string, counts as the number it means.
     *
     * @param file a YAML file of at most 1 MiB
     * @param dataRoot where relative paths of the config start; the config's folder if absent
     * @throws DataException if the file cannot be read, is no plain YAML, or a key is missing, of the wrong type, out
     *     of range, not supported, or at odds with another; the message starts with the key's path
     */
    public static OsgnetConfig load(Path file, Optional<Path> dataRoot) {
        return of(file, YamlDocument.read(file), dataRoot);
    }

    /**
     * Reads a config from a text that stands for its file, such as the file's with some keys set otherwise.
     *
     * @throws DataException as {@link #load(Path, Optional)} does
     */
    public static OsgnetConfig load(Path file, String text, Optional<Path> dataRoot) {
        return of(file, YamlDocument.parse(file, text), dataRoot);
    }

    /**
     * Reads a config with some keys set otherwise.
     *
     * @param overrides values in YAML by dotted keys
     * @throws DataException as {@link #load(Path, Optional)} and {@link ConfigText#of} do
     */
    public static OsgnetConfig load(Path file, Map<String, String> overrides, Optional<Path> dataRoot) {
        return overrides.isEmpty() ? load(file, dataRoot) : load(file, ConfigText.of(file, overrides), dataRoot);
    }

    /** Where relative paths of a config start, absolute. */
    public static Path root(Path file, Optional<Path> dataRoot) {
        return dataRoot.map(Path::toAbsolutePath)
                .orElseGet(() -> file.toAbsolutePath().getParent())
                .normalize();
    }

    private static OsgnetConfig of(Path file, Object document, Optional<Path> dataRoot) {
        ConfigNode root = ConfigNode.root(file, document);
        Path base = dataRoot.orElseGet(() -> file.toAbsolutePath().getParent());
        OsgnetConfig config = read(file, root, base);
        List<String> unknown = root.unknownKeys();
        if (!unknown.isEmpty()) {
            LOG.warn("Config {}: unknown keys, ignored: {}", file, String.join(", ", unknown));
        }
        return config;
    }

    private static OsgnetConfig read(Path file, ConfigNode root, Path base) {
        root.unused("devices", "train_split", "val_split", "output_folder");
        requireDataset(root);
        for (String section : List.of("dataset", "model")) {
            if (!root.has(section)) {
                throw root.error(section, "the section is missing; is its name misspelt?");
            }
        }
        DatasetConfig dataset = new DatasetReader(root.child("dataset"), base).read();
        return new OsgnetConfig(
                file,
                root.choice("track", Track.NLQ.key(), Track.values(), "nlq", "goal_step"),
                root.integer("init_rand_seed", 12345678, 0, Integer.MAX_VALUE),
                dataset,
                ModelReader.read(root.child("model"), root.text("model_name", "LocPointTransformer"), dataset),
                TrainingReader.optimizer(root.child("opt")),
                TrainingReader.loader(root.child("loader")),
                TrainingReader.train(root.child("train_cfg")),
                TrainingReader.test(root.child("test_cfg")));
    }

    private static void requireDataset(ConfigNode root) {
        String name = root.text("dataset_name");
        if (!List.of("ego4d_multitask", "ego4d").contains(name)) {
            throw root.error("dataset_name", "expected ego4d_multitask or ego4d, found \"" + name + '"');
        }
    }

    /**
     * How scores become windows; what the official configuration does not say is as in the official code.
     *
     * @throws DataException if a setting of the NLQ head cannot rank
     */
    public RankingOptions ranking() {
        NlqSettings nlq = nlq();
        try {
            return RankingOptions.builder()
                    .preNmsThreshold(nlq.preNmsThreshold())
                    .preNmsTopK(nlq.preNmsTopK())
                    .durationThreshold(nlq.durationThreshold())
                    .iouThreshold(nlq.iouThreshold())
                    .minScore(nlq.minScore())
                    .maxWindows(nlq.maxWindows())
                    .orderPrior(dataset.orderPrior())
                    .build();
        } catch (PostprocessException e) {
            throw new DataException(file + ": model.nlq_heads_cfg: " + e.getMessage(), e);
        }
    }

    /**
     * The shape of the network.
     *
     * @throws DataException if {@code model_name} is a network that cannot be built
     */
    public NetworkSpec network() {
        return multiTask().network();
    }

    /**
     * Channels of a token as the network takes it.
     *
     * @throws DataException as {@link #network()} does
     */
    public int tokenChannels() {
        return network().text().projection().in();
    }

    /**
     * The objects that the network sees: those of the dataset, unless its video encoder has no object branch.
     *
     * @throws DataException as {@link #network()} does
     */
    public ObjectMode seenObjects() {
        return network().video().objectBranch() ? dataset.objectMode() : ObjectMode.NONE;
    }

    /**
     * Losses and ranking of the heads.
     *
     * @throws DataException as {@link #network()} does
     */
    public NlqSettings nlq() {
        return multiTask().nlq();
    }

    /**
     * The model, if it can be built.
     *
     * @throws DataException as {@link #network()} does
     */
    public ModelConfig.MultiTaskArch multiTask() {
        if (model instanceof ModelConfig.MultiTaskArch known) {
            return known;
        }
        throw new DataException("Config " + file + ": " + ((ModelConfig.Unavailable) model).reason());
    }
}

package io.github.osgnet4j.cli.prepare;

import io.github.osgnet4j.cli.JobCommand;
import io.github.osgnet4j.data.config.ConfigText;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.io.Dtype;
import io.github.osgnet4j.data.prepare.Coverage;
import io.github.osgnet4j.data.prepare.SourceFile;
import io.github.osgnet4j.data.prepare.StoreFilling;
import io.github.osgnet4j.data.prepare.StoreValue;
import io.github.osgnet4j.data.sample.FeatureRate;
import io.github.osgnet4j.data.sample.JobIdentity;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Files of video features as a store. */
@Command(
        name = "features",
        description = {
            "Makes a feature store (LMDB), as the official code reads it, from a folder of files, one per video.",
            "Every file is read: tensors of torch.save (.pt, zip or legacy), .npy, .npz and .safetensors, recognised"
                    + " by their contents; each holds an array (steps, channels). The key is the file name without"
                    + " the last extension.",
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  osgnet prepare features features/ --output video-store",
            "  osgnet prepare features features/ --output video-store --annotations train.jsonl,val.jsonl --fps 30"
                    + " --stride 16"
        })
final class FeaturesCommand extends JobCommand {

    private static final Logger LOG = LoggerFactory.getLogger(FeaturesCommand.class);
    private static final int EXAMPLES = 3;

    /** What numbers are stored as. */
    enum Numbers {
        F32(Dtype.FLOAT32, "float32"),
        F16(Dtype.FLOAT16, "float16");

        private final Dtype dtype;
        private final String word;

        Numbers(Dtype dtype, String word) {
            this.dtype = dtype;
            this.word = word;
        }
    }

    @Parameters(paramLabel = "DIR", description = "Folder of features.")
    private Path folder;

    @Mixin
    private StoreOptions store;

    @Option(
            names = "--dtype",
            defaultValue = "F32",
            description =
                    "${COMPLETION-CANDIDATES} (default: F32, as the official stores). F16 takes half the space and"
                            + " is read here; the official code expects F32.")
    private Numbers numbers;

    @Option(
            names = "--annotations",
            split = ",",
            paramLabel = "FILE",
            description =
                    "JSON lines whose durations the features are compared with, by --config, or --fps and --stride.")
    private List<Path> annotations = List.of();

    @Option(
            names = {"-c", "--config"},
            paramLabel = "YAML",
            description = "Config that says how many features a second there are.")
    private Path config;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Set a key of the config; may be repeated.")
    private final Map<String, String> overrides = new LinkedHashMap<>();

    @Option(names = "--fps", paramLabel = "N", description = "Frames per second of the videos.")
    private Double fps;

    @Option(names = "--stride", paramLabel = "N", description = "Frames from one feature to the next.")
    private Double stride;

    @Override
    public Integer call() {
        Optional<FeatureRate> rate = rate();
        Map<String, Double> durations = Coverage.durations(annotations);
        List<SourceFile> sources = SourceFile.in(folder);
        JobIdentity job = new JobIdentity().with("command", "prepare features").with("--dtype", numbers);
        try (StoreFilling filling = new StoreFilling(store.output(), job, sources, store.resume())) {
            store.run(
                    filling,
                    source -> StoreValue.video(source.file(), numbers.dtype),
                    sources.size(),
                    "files",
                    quiet());
            print("%s: %s, %s%n", store.output(), store.summary(filling, "videos"), numbers.word);
            rate.ifPresent(r -> compare(Coverage.of(durations, filling.rows(), r)));
        }
        return 0;
    }

    private Optional<FeatureRate> rate() {
        boolean bySelf = fps != null || stride != null;
        if (annotations.isEmpty()) {
            if (bySelf || config != null || !overrides.isEmpty()) {
                throw usage("--config, --fps and --stride say how lengths are compared with --annotations, which is"
                        + " missing");
            }
            return Optional.empty();
        }
        if (config != null && bySelf) {
            throw usage("--config says what --fps and --stride say; give one or the other");
        }
        if (config != null) {
            return Optional.of(
                    FeatureRate.of(OsgnetConfig.load(config, ConfigText.of(config, overrides), Optional.empty())
                            .dataset()));
        }
        if (fps == null || stride == null || !(fps > 0 && stride > 0)) {
            throw usage("--annotations needs --config, or --fps and --stride above 0");
        }
        return Optional.of(new FeatureRate(fps, stride, stride));
    }

    private void compare(Coverage coverage) {
        coverage.wrongLength().forEach(line -> LOG.warn("Length: {}", line));
        print(
                "Annotations name %d videos: features of %d have another length than their duration promises, %d have"
                        + " no features%s; features of %d videos are in no annotation%s.%n",
                coverage.videos(),
                coverage.wrongLength().size(),
                coverage.missing().size(),
                examples(coverage.missing()),
                coverage.unused().size(),
                examples(coverage.unused()));
    }

    private static String examples(List<String> ids) {
        return ids.isEmpty()
                ? ""
                : " (" + String.join(", ", ids.subList(0, Math.min(EXAMPLES, ids.size())))
                        + (ids.size() > EXAMPLES ? ", ..." : "") + ")";
    }
}

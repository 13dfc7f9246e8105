package io.github.osgnet4j.cli.prepare;

import io.github.osgnet4j.cli.CommandException;
import io.github.osgnet4j.cli.JobCommand;
import io.github.osgnet4j.cli.Outputs;
import io.github.osgnet4j.data.io.FileReplacement;
import io.github.osgnet4j.data.prepare.InitialConfig;
import io.github.osgnet4j.data.prepare.StoreSurvey;
import io.github.osgnet4j.data.sample.FeatureRate;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A config for given stores. */
@Command(
        name = "init-config",
        description = {
            "Writes a config for your stores and annotations, which 'check', 'train' and the rest take as it is.",
            "Dimensions, the longest video and the time of a feature are read from them; objects and the shot branch"
                    + " are included if their data is given.",
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  osgnet prepare init-config --features video-store --tokens text-store --train train.jsonl --val val.jsonl"
                    + " --size small --output config.yaml",
            "  osgnet prepare init-config --features video-store --tokens text-store --objects object-store --classes"
                    + " classes.npy --narrations narrations --train train.jsonl --val val.jsonl --output config.yaml",
        })
final class InitConfigCommand extends JobCommand {

    @Option(names = "--features", required = true, paramLabel = "STORE", description = "Store of video features.")
    private Path features;

    @Option(
            names = "--tokens",
            required = true,
            split = ",",
            paramLabel = "STORE",
            description = "Store of the queries' tokens; two, separated by a comma, if those of validation are in"
                    + " another store.")
    private List<Path> tokens;

    @Option(names = "--objects", paramLabel = "STORE", description = "Store of objects; needs --classes.")
    private Path objects;

    @Option(
            names = "--classes",
            paramLabel = "FILE",
            description = "Embeddings of the objects' classes (classes, channels): .pt, .npy, .npz or .safetensors.")
    private Path classes;

    @Option(
            names = "--narrations",
            paramLabel = "DIR",
            description = "Narration files of the shot branch, VIDEO_ID.json; adds the task VTM.")
    private Path narrations;

    @Option(
            names = "--train",
            required = true,
            paramLabel = "FILE",
            description = "Annotations of training, JSON lines.")
    private Path train;

    @Option(names = "--val", required = true, paramLabel = "FILE", description = "Annotations of validation.")
    private Path val;

    @Option(
            names = "--size",
            defaultValue = "SMALL",
            description =
                    "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}): 64, 256 or 512 channels wide. FULL is the"
                            + " official network, SMALL is for some dozens of videos and a CPU.")
    private InitialConfig.Size size;

    @Option(
            names = "--fps",
            paramLabel = "N",
            description = "Frames per second of the videos; with --stride, replaces what lengths and durations imply.")
    private Double fps;

    @Option(names = "--stride", paramLabel = "N", description = "Frames from one feature to the next.")
    private Double stride;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "YAML",
            description = "Config to write.")
    private Path output;

    @Override
    public Integer call() {
        if ((objects == null) != (classes == null)) {
            throw usage("--objects and --classes need each other");
        }
        if (tokens.size() > 2) {
            throw usage(
                    "--tokens: expected one store, or one of training and one of validation, found " + tokens.size());
        }
        if ((fps == null) != (stride == null) || fps != null && !(fps > 0 && stride > 0)) {
            throw usage("--fps and --stride need each other, and to be above 0");
        }
        if (narrations != null && !Files.isDirectory(narrations)) {
            throw new CommandException(narrations + ": expected a folder of narration files, VIDEO_ID.json");
        }
        FileReplacement.requireNoInput(output, train, val);
        if (classes != null) {
            FileReplacement.requireNoInput(output, classes);
        }
        Outputs.prepare(output, ".yaml");
        InitialConfig.Data data = new InitialConfig.Data(
                features,
                tokens.get(0),
                tokens.get(tokens.size() - 1),
                Optional.ofNullable(objects).map(store -> new InitialConfig.Objects(store, classes, false)),
                Optional.ofNullable(narrations),
                train,
                val);
        Optional<FeatureRate> rate = fps == null ? Optional.empty() : Optional.of(new FeatureRate(fps, stride, stride));
        InitialConfig config = new StoreSurvey(data).config(size, rate);
        Path folder = output.toAbsolutePath().getParent();
        String yaml = config.yaml(folder);
        FileReplacement.write(output, out -> out.write(yaml.getBytes(StandardCharsets.UTF_8)));
        print(
                "%s: %s, %d video and %d text channels, a feature every %.4f s, %s%n",
                output,
                size.name().toLowerCase(Locale.ROOT),
                config.dimensions().video(),
                config.dimensions().text(),
                config.rate().stride() / config.rate().fps(),
                (objects == null ? "no objects" : "objects") + (narrations == null ? ", no shots" : ", shots"));
        return 0;
    }
}

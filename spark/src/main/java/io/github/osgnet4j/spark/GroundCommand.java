package io.github.osgnet4j.spark;

import io.github.osgnet4j.batch.BatchJob;
import io.github.osgnet4j.batch.BundleFit;
import io.github.osgnet4j.batch.GroundingIdentity;
import io.github.osgnet4j.batch.LeftOut;
import io.github.osgnet4j.batch.OnUnusable;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.config.ConfigText;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.io.FileReplacement;
import io.github.osgnet4j.data.io.Printable;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.Dataset.Split;
import io.github.osgnet4j.data.sample.FeatureRate;
import io.github.osgnet4j.data.sample.JobIdentity;
import io.github.osgnet4j.data.submission.SubmissionLayout;
import io.github.osgnet4j.postprocess.RankingOptions;
import io.github.osgnet4j.runtime.Provider;
import io.github.osgnet4j.runtime.bundle.Bundle;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.session.NativeScan;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Predictions for a whole split, by all machines of a Spark cluster. */
@Command(
        name = "osgnet-spark",
        description = {
            "Answers every query of a split with time windows on Apache Spark and writes the submission file that"
                    + " 'osgnet ground' writes, byte for byte.",
            "Clips become tasks; answers are kept clip by clip, and --resume continues after the driver was killed."
        },
        mixinStandardHelpOptions = true,
        versionProvider = OsgnetSpark.Version.class,
        footer = {
            "",
            "Examples:",
            "  scripts/osgnet-spark --model models/demo --config configs/demo.yaml --output predictions.json",
            "  spark-submit --master spark://host:7077 --archives bundle.zip#bundle osgnet4j-spark-all.jar --model bundle \\",
            "      --config /shared/nlq.yaml --split test --annotations test.jsonl --output /shared/submission.zip",
        })
final class GroundCommand implements Callable<Integer> {

    /** Hadoop 3.4.1 calls Subject.getSubject, which is gone in Java 24. */
    private static final int NEWEST_JAVA = 23;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-m", "--model"},
            required = true,
            paramLabel = "BUNDLE",
            description = "Folder of the bundle, the same on all machines, or the name that --archives of spark-submit"
                    + " gives it.")
    private String model;

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "YAML",
            description = "Config of the official schema; the stores it names are in folders that all machines can"
                    + " read.")
    private Path config;

    @Option(
            names = "--data-root",
            paramLabel = "DIR",
            description = "Folder that relative paths in the config start from (default: the config's folder).")
    private Path dataRoot;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Set a key of the config, such as dataset.json_file=val.json; may be repeated.")
    private final Map<String, String> overrides = new LinkedHashMap<>();

    @Option(
            names = "--split",
            defaultValue = "val",
            description = "Which part of the data: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})."
                    + " The test split needs --annotations.")
    private Split split;

    @Option(
            names = "--annotations",
            paramLabel = "FILE",
            description = "JSON lines to take the queries from instead of those the config names for the split.")
    private @Nullable Path annotations;

    @Option(
            names = {"-k", "--top-k"},
            paramLabel = "K",
            description =
                    "Maximum number of windows per query (default: what the bundle was exported with; at most 10 are"
                            + " written).")
    private @Nullable Integer topK;

    @Option(
            names = "--format",
            description = "${COMPLETION-CANDIDATES}: the challenge's JSON, and a second file without scores, or a zip"
                    + " of one JSON with five windows a query. Default: codabench for a .zip, else by the challenge.")
    private @Nullable SubmissionLayout format;

    @Option(
            names = {"--on-unusable", "--on-missing"},
            defaultValue = "fail",
            description =
                    "What to do with a query whose data is missing, damaged, of the wrong shape or not finite: skip"
                            + " and report it, or fail (default: ${DEFAULT-VALUE}).")
    private OnUnusable onUnusable;

    @Option(
            names = "--answers",
            paramLabel = "DIR",
            description = "Folder for the answers, a path or a URI that Hadoop supports and all machines can reach;"
                    + " it is kept (default: OUTPUT.answers, which is removed once the output is written).")
    private @Nullable String answers;

    @Option(names = "--resume", description = "Continue a killed run of the same command.")
    private boolean resume;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            description = "Number of tasks (default: 8 for each of the cluster's processors, at most one for each"
                    + " clip).")
    private @Nullable Integer partitions;

    @Option(names = "--provider", defaultValue = "cpu", description = "cpu, cuda, tensorrt or auto (default: cpu).")
    private Provider provider;

    @Option(
            names = "--master",
            paramLabel = "URL",
            description =
                    "Spark's master, unless it is configured elsewhere (default: all processors of this machine).")
    private @Nullable String master;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print only errors on stderr.")
    private boolean quiet;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "Submission to write, on the driver's machine.")
    private Path output;

    @Override
    public Integer call() {
        check();
        OsgnetConfig loaded = OsgnetConfig.load(config, overrides, Optional.ofNullable(dataRoot));
        SubmissionLayout layout = format == null ? SubmissionLayout.of(output, loaded.track()) : format;
        prepare(layout);
        try (Dataset dataset =
                annotations == null ? Dataset.open(loaded, split) : Dataset.open(loaded, split, annotations)) {
            for (Path file : layout.files(output)) {
                FileReplacement.requireNoInput(
                        file, config, dataset.annotations(), loaded.dataset().groundTruth());
            }
            List<AnnotatedQuery> wanted = BatchJob.select(dataset, List.of());
            SparkConf conf = new SparkConf()
                    .setAppName("osgnet ground " + output.getFileName())
                    .setIfMissing("spark.master", master == null ? "local[*]" : master);
            try (JavaSparkContext spark = start(conf)) {
                runUnlessStopped(spark, layout, loaded, dataset, wanted);
            } finally {
                ConfiguredData.closeIdle();
                BundleOnMachine.closeIdle();
            }
            return 0;
        }
    }

    private static JavaSparkContext start(SparkConf conf) {
        try {
            return new JavaSparkContext(conf);
        } catch (Exception e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new SparkJobException(
                    "Spark does not start with master '" + conf.get("spark.master") + "': " + reason
                            + "; expected local[N], spark://HOST:PORT, yarn or k8s://URL of a cluster that runs",
                    e);
        }
    }

    private void check() {
        int java = Runtime.version().feature();
        if (java > NEWEST_JAVA) {
            throw new SparkJobException("Spark 4.0 runs on Java 17 to " + NEWEST_JAVA + ", for its Hadoop asks Java for"
                    + " what later ones have not; this is Java " + java + ", let JAVA_HOME name another");
        }
        if (split == Split.TEST && annotations == null) {
            throw usage("--split test needs --annotations: a config names no test annotations");
        }
        if (answers != null) {
            try {
                new org.apache.hadoop.fs.Path(answers);
            } catch (IllegalArgumentException e) {
                throw usage("Invalid value for option '--answers': expected a path or a URI that Hadoop knows, found '"
                        + answers + "'");
            }
        }
        requirePositive("--top-k", topK);
        requirePositive("--partitions", partitions);
    }

    private void requirePositive(String option, Integer number) {
        if (number != null && number < 1) {
            throw usage("Invalid value for option '" + option + "': expected a whole number, at least 1, found '"
                    + number + "'");
        }
    }

    private ParameterException usage(String reason) {
        return new ParameterException(spec.commandLine(), reason);
    }

    /** Finds out before the work that the files can be written, in the format their name promises. */
    private void prepare(SubmissionLayout layout) {
        String name = String.valueOf(output.getFileName()).toLowerCase(Locale.ROOT);
        for (SubmissionLayout other : SubmissionLayout.values()) {
            if (name.endsWith(other.ending()) && !name.endsWith(layout.ending())) {
                throw new SparkJobException(output + " is named as " + other.ending() + ", but this job writes "
                        + layout.ending() + "; name it so");
            }
        }
        layout.files(output).forEach(FileReplacement::prepare);
    }

    /** Spark may stop the driver's part at any time, as when its master gives the job up. */
    private void runUnlessStopped(
            JavaSparkContext spark,
            SubmissionLayout layout,
            OsgnetConfig loaded,
            Dataset dataset,
            List<AnnotatedQuery> wanted) {
        try {
            run(spark, layout, loaded, dataset, wanted);
        } catch (IllegalStateException e) {
            if (!spark.sc().isStopped()) {
                throw e;
            }
            throw new SparkJobException(
                    "Spark has stopped the job, its log says why; the same command with --resume goes on", e);
        }
    }

    private void run(
            JavaSparkContext spark,
            SubmissionLayout layout,
            OsgnetConfig loaded,
            Dataset dataset,
            List<AnnotatedQuery> wanted) {
        BundleOnMachine bundle = BundleOnMachine.find(model);
        Path folder = BundleOnMachine.folder(model);
        Manifest manifest = Bundle.open(folder).manifest();
        new BundleFit(manifest, loaded).require(folder);
        JobIdentity identity = identity(folder, manifest, loaded, dataset);
        GroundingSettings settings = settings(spark, bundle, dataset, identity);
        AnswerFolder place = new AnswerFolder(settings.answers(), bundle, spark.hadoopConfiguration());
        try (DriverLock lock = place.lock()) {
            if (!lock.held() && !quiet) {
                warn("the file system of " + place + " has no locks; see that no other driver works in it");
            }
            place.removeAbandoned(lock.held());
            GroundingJob job = new GroundingJob(
                    spark, settings, place, identity, wanted, FeatureRate.of(loaded.dataset()), resume);
            write(run(job), layout, loaded);
            if (answers == null) {
                forget(job);
            }
        }
        if (answers == null) {
            place.removeEmpty();
        }
    }

    private BatchJob.Result run(GroundingJob job) {
        BatchJob.Result result;
        try (Progress progress = new Progress(quiet ? null : err(), job.size(), job.done())) {
            result = job.run(partitions == null ? 0 : partitions, progress::done);
        }
        if (result.predictions().isEmpty()) {
            throw new SparkJobException("None of the " + job.size() + " queries can be answered; the first: "
                    + result.skipped().get(0).reason());
        }
        return result;
    }

    private void forget(GroundingJob job) {
        try {
            job.forget();
        } catch (SparkJobException e) {
            warn(e.getMessage());
        }
    }

    private void warn(String message) {
        err().println("osgnet-spark: warning: " + Printable.line(message));
    }

    private Path root() {
        return OsgnetConfig.root(config, Optional.ofNullable(dataRoot));
    }

    /** What an unfinished run must share with this one to be continued: as for {@code osgnet ground}. */
    private JobIdentity identity(Path folder, Manifest manifest, OsgnetConfig loaded, Dataset dataset) {
        RankingOptions ranking = manifest.ranking();
        JobIdentity identity = new GroundingIdentity(loaded, root(), dataset.annotations(), split, overrides)
                .of(folder, topK == null ? ranking : ranking.withMaxWindows(topK))
                .with("provider", provider);
        return GroundingIdentity.withScan(identity, NativeScan.isHere(manifest.scansInOneNode()));
    }

    private GroundingSettings settings(
            JavaSparkContext spark, BundleOnMachine bundle, Dataset dataset, JobIdentity identity) {
        String folder = answers != null
                ? AnswerFolder.qualified(answers, spark.hadoopConfiguration())
                : AnswerFolder.local(output.resolveSibling(output.getFileName() + ".answers"));
        return new GroundingSettings(
                bundle,
                provider,
                config.toString(),
                ConfigText.of(config, overrides),
                root().toString(),
                split,
                DistributedFile.file(spark, dataset.annotations()),
                topK == null ? 0 : topK,
                onUnusable == OnUnusable.SKIP,
                folder,
                new TreeMap<>(identity.facts()));
    }

    private void write(BatchJob.Result found, SubmissionLayout layout, OsgnetConfig loaded) {
        BatchJob.Result result = topK != null ? found : found.official();
        layout.write(output, loaded.track(), result.predictions());
        String files = layout.files(output).stream().map(Path::toString).collect(Collectors.joining(", "));
        PrintWriter out = spec.commandLine().getOut();
        out.println(Printable.line(files) + ": " + result.predictions().size() + " queries");
        LeftOut.print(result.skipped(), out);
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}

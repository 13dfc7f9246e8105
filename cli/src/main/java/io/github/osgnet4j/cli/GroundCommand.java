package io.github.osgnet4j.cli;

import io.github.osgnet4j.batch.BatchJob;
import io.github.osgnet4j.batch.BatchSettings;
import io.github.osgnet4j.batch.BundleFit;
import io.github.osgnet4j.batch.GroundingIdentity;
import io.github.osgnet4j.batch.Journal;
import io.github.osgnet4j.batch.LeftOut;
import io.github.osgnet4j.batch.OfficialBatches;
import io.github.osgnet4j.batch.OnUnusable;
import io.github.osgnet4j.batch.RawOutput;
import io.github.osgnet4j.batch.Shard;
import io.github.osgnet4j.batch.ShardFile;
import io.github.osgnet4j.batch.UnusableDataException;
import io.github.osgnet4j.cli.check.DataCheck;
import io.github.osgnet4j.cli.check.Part;
import io.github.osgnet4j.cli.prepare.TokenStore;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.Annotations;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.io.FileReplacement;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.FeatureRate;
import io.github.osgnet4j.data.sample.JobIdentity;
import io.github.osgnet4j.data.submission.StepOrder;
import io.github.osgnet4j.data.submission.SubmissionWriter;
import io.github.osgnet4j.data.submission.WindowOrder;
import io.github.osgnet4j.postprocess.RankingOptions;
import io.github.osgnet4j.postprocess.SequenceDecoder;
import io.github.osgnet4j.postprocess.SequenceOptions;
import io.github.osgnet4j.runtime.bundle.Bundle;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.service.GroundingService;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Predictions for a whole split. */
@Command(
        name = "ground",
        description = {
            "Answers every query of a split with time windows and writes a submission file.",
            "Each clip is encoded once for all its queries. --resume continues a run that was killed.",
            "--shard runs one of several parts of the job, on any machine; 'osgnet merge' joins their answers."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  osgnet ground --model models/demo --config configs/demo.yaml --output predictions.json",
            "  osgnet ground --model bundle --config nlq.yaml --split test --annotations test.jsonl \\",
            "      --format codabench --output submission.zip",
            "  osgnet ground --model bundle --config nlq.yaml --shard 2/4 --output predictions.json",
        })
final class GroundCommand extends JobCommand {

    private static final Logger LOG = LoggerFactory.getLogger(GroundCommand.class);

    /** The name of what the bundle runs on, which may not be what was asked for. */
    private static final String PROVIDER = "provider";

    /** What is known only once the bundle is open. */
    private static final Set<String> UNKNOWN = Set.of(PROVIDER, GroundingIdentity.NATIVE_SCAN);

    @Mixin
    private RuntimeOptions runtime;

    @Mixin
    private ConfigOptions config;

    @Mixin
    private SplitOptions data;

    @Option(names = "--queries", split = ",", paramLabel = "ID", description = "Only these query ids.")
    private List<String> queries = List.of();

    @Option(
            names = "--text-encoder",
            paramLabel = "DIR",
            description = "Encode the queries' texts with this encoder instead of reading tokens from the store that"
                    + " the config names. They are kept in OUTPUT-tokens.")
    private Path textEncoder;

    @Option(
            names = {"-k", "--top-k"},
            converter = WholeNumber.Positive.class,
            paramLabel = "K",
            description =
                    "Maximum number of windows per query (default: what the bundle was exported with; at most 10 are"
                            + " written).")
    private Integer topK;

    @Option(
            names = "--raw",
            paramLabel = "DIR",
            description = "Also write logits, offsets, masks and windows of each query to DIR/<query id>.npz.")
    private Path raw;

    @Mixin
    private SubmissionFormat format;

    @Option(
            names = "--sequence",
            description = "Reorder the windows of each query by looking at all steps of its video together, as"
                    + " 'osgnet sequence' does by default. Ten windows per query are considered, or more if --top-k"
                    + " or the bundle says so, and as many are written as without this option. With --queries only"
                    + " those queries are steps.")
    private boolean sequence;

    @Mixin
    private LeakageOption leakage;

    @Option(
            names = {"--on-unusable", "--on-missing"},
            defaultValue = "fail",
            description =
                    "What to do with a query whose data is missing, damaged, of the wrong shape or not finite: skip"
                            + " and report it, or fail (default: ${DEFAULT-VALUE}).")
    private OnUnusable onUnusable;

    @Option(
            names = "--official-batch",
            converter = WholeNumber.Positive.class,
            paramLabel = "N",
            description = "Pad videos and texts as the official evaluation does at batch size N, in the order of the"
                    + " annotations, which changes the answers a little (default: each query alone).")
    private Integer officialBatch;

    @Option(
            names = "--shard",
            converter = ShardNumber.class,
            paramLabel = "I/N",
            description =
                    "Only the I-th of N parts of the queries; clips are not divided, and the parts have about equal"
                            + " work, steps x queries. Written to FILE.shard-I-of-N, for 'osgnet merge'.")
    private Shard shard;

    @Option(names = "--resume", description = "Continue a killed run of the same command.")
    private boolean resume;

    @Option(
            names = "--warm-up",
            split = ",",
            converter = WholeNumber.Positive.class,
            paramLabel = "STEPS",
            description =
                    "Before the first query, run one on a random video of this many feature steps, so that memory is"
                            + " allocated, kernels are loaded and TensorRT's engines are built; separate several"
                            + " lengths by commas.")
    private int[] warmUp = {};

    @Option(
            names = {"-j", "--threads"},
            converter = WholeNumber.Positive.class,
            paramLabel = "N",
            description = "Queries that run at the same time (default: one per processor).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "Submission to write.")
    private Path output;

    @Override
    public Integer call() {
        data.check();
        OsgnetConfig read = config.load();
        Optional<StepOrder> steps = steps(read);
        OsgnetConfig loaded = encoded(read);
        Path journalFile = Journal.of(target());
        if (shard == null) {
            format.prepare(output, loaded.track());
        } else {
            FileReplacement.prepare(target());
        }
        FileReplacement.prepare(journalFile);
        try (Dataset dataset = data.open(loaded)) {
            Manifest bundle = Bundle.open(runtime.model(), false).manifest();
            new BundleFit(bundle, loaded).require(runtime.model());
            Path manifest = runtime.model().resolve(Manifest.FILE);
            for (Path file : outputs(loaded)) {
                FileReplacement.requireNoInput(
                        file,
                        config.file(),
                        dataset.annotations(),
                        loaded.dataset().groundTruth(),
                        manifest);
            }
            List<AnnotatedQuery> all = BatchJob.select(dataset, queries);
            List<AnnotatedQuery> wanted = shard == null ? all : shard.of(all, FeatureRate.of(loaded.dataset()));
            RankingOptions ranking = bundle.ranking();
            OptionalInt found = windowsToFind(ranking);
            check(loaded, dataset, wanted);
            JobIdentity identity = identity(loaded, dataset, ranking);
            try (Journal journal = Journal.claim(journalFile, identity, UNKNOWN, wanted, resume);
                    GroundingService service = BatchJob.service(runtime.model(), runtime.options(1), threads)) {
                identity.with(PROVIDER, service.status().provider());
                journal.begin(GroundingIdentity.withScan(identity, service.hasNativeScan()));
                warmUp(service);
                BatchSettings settings = new BatchSettings(
                        found,
                        onUnusable == OnUnusable.SKIP,
                        Optional.ofNullable(raw).map(folder -> RawOutput.create(folder, wanted)),
                        Optional.ofNullable(officialBatch).map(size -> OfficialBatches.of(dataset, size, bundle)));
                BatchJob job = new BatchJob(dataset, service, settings, wanted, journal);
                BatchJob.Result result = ordered(run(job, journal), steps, ranking);
                if (shard == null) {
                    write(result, loaded);
                } else {
                    write(result, loaded, identity, all, wanted);
                }
                journal.delete();
            }
            return 0;
        }
    }

    /** The order of the steps, if it is asked for and may be used: known before anything is opened or encoded. */
    private Optional<StepOrder> steps(OsgnetConfig loaded) {
        if (!sequence) {
            return Optional.empty();
        }
        Path annotations = data.file(loaded);
        return Optional.of(leakage.order(annotations, Annotations.read(annotations), loaded.track()));
    }

    /** Windows a query that are found, of which some may be written; the bundle's own number if empty. */
    private OptionalInt windowsToFind(RankingOptions ranking) {
        if (!sequence) {
            return topK == null ? OptionalInt.empty() : OptionalInt.of(topK);
        }
        int found = SequenceDecoder.windowsToFind(topK == null ? ranking.maxWindows() : topK);
        if (found > SequenceDecoder.MOST_WINDOWS) {
            throw new CommandException("--sequence takes " + SequenceDecoder.MOST_WINDOWS
                    + " windows a query at most, found " + found + "; give --top-k");
        }
        return OptionalInt.of(found);
    }

    /** The file that a run is named after. */
    private Path target() {
        return shard == null ? output : shard.file(output);
    }

    private List<Path> outputs(OsgnetConfig loaded) {
        return shard == null ? format.files(output, loaded.track()) : List.of(target());
    }

    private OsgnetConfig encoded(OsgnetConfig loaded) {
        if (textEncoder == null) {
            return loaded;
        }
        Path tokens = TokenStore.in(TokenStore.beside(target()), textEncoder, data.file(loaded), quiet());
        return loaded.withTextFeatures(tokens, tokens);
    }

    private void check(OsgnetConfig loaded, Dataset dataset, List<AnnotatedQuery> wanted) {
        if (wanted.isEmpty()) {
            return;
        }
        Set<String> ids = shard == null
                ? Set.copyOf(queries)
                : wanted.stream().map(AnnotatedQuery::queryId).collect(Collectors.toUnmodifiableSet());
        Part part = Part.grounding(loaded, data.split(), dataset.annotations(), ids, raw != null);
        boolean leaveOut = onUnusable == OnUnusable.SKIP;
        DataCheck.before(loaded, List.of(part), leaveOut, quiet(), err());
    }

    private BatchJob.Result run(BatchJob job, Journal journal) {
        boolean visible = !quiet();
        Interruption interruption = Interruption.say(() -> visible ? Optional.of(journal.kept()) : Optional.empty());
        try (interruption) {
            BatchJob.Result result = Progress.run(job, visible);
            if (result.predictions().isEmpty() && shard == null) {
                throw new CommandException("None of the " + job.size() + " queries can be answered; the first: "
                        + result.skipped().get(0).reason());
            }
            return result;
        } catch (UnusableDataException e) {
            throw new CommandException(
                    e.getMessage()
                            + "; --on-unusable skip (or --on-missing skip, its old name) leaves such queries out",
                    e);
        }
    }

    private void warmUp(GroundingService service) {
        for (int steps : warmUp) {
            long start = System.nanoTime();
            service.warmUp(steps);
            LOG.info(
                    "Warmed up for {} steps in {} ms", steps, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        }
    }

    /** What an unfinished run must share with this one to be continued, besides what is {@link #UNKNOWN} yet. */
    private JobIdentity identity(OsgnetConfig loaded, Dataset dataset, RankingOptions ranking) {
        Path annotations = data.annotations().orElse(dataset.annotations());
        JobIdentity identity = new GroundingIdentity(
                        loaded, config.root(), annotations, data.split(), config.overrides())
                .of(
                        runtime.model(),
                        ranking.withMaxWindows(windowsToFind(ranking).orElse(ranking.maxWindows())))
                .with("--queries", queries)
                .withHere("--raw", raw);
        runtime.options(0).plugin().ifPresent(plugin -> identity.with("plug-in", plugin));
        if (sequence) {
            identity.with("--sequence", true);
        }
        if (officialBatch != null) {
            identity.with("--official-batch", officialBatch);
        }
        return shard == null ? identity : identity.withHere("--shard", shard);
    }

    /** What is written of the answers: the windows that are asked for, in the order of the steps where that is wanted. */
    private BatchJob.Result ordered(BatchJob.Result found, Optional<StepOrder> steps, RankingOptions ranking) {
        int written = topK != null ? topK : Math.min(ranking.maxWindows(), SubmissionWriter.OFFICIAL_WINDOWS);
        return steps.map(order -> new BatchJob.Result(
                        order.decode(found.predictions(), new SequenceDecoder(SequenceOptions.defaults()), written),
                        found.skipped()))
                .orElseGet(() -> topK != null ? found : found.official());
    }

    private void write(BatchJob.Result result, OsgnetConfig loaded) {
        WindowOrder order = sequence ? WindowOrder.STEPS : WindowOrder.SCORES;
        format.write(output, loaded.track(), order, result.predictions());
        print(
                "%s: %d queries%n",
                format.shown(output, loaded.track()), result.predictions().size());
        LeftOut.print(result.skipped(), out());
    }

    private void write(
            BatchJob.Result result,
            OsgnetConfig loaded,
            JobIdentity identity,
            List<AnnotatedQuery> all,
            List<AnnotatedQuery> own) {
        Map<String, String> job = new LinkedHashMap<>(identity.portableFacts());
        job.put("--top-k", topK == null ? "that of the bundle" : topK.toString());
        job.put(ShardFile.SEQUENCE, Boolean.toString(sequence));
        ShardFile.write(target(), shard, loaded.track(), job, all, own, result);
        print("%s: %d of %d queries%n", target(), own.size(), all.size());
        LeftOut.print(result.skipped(), out());
    }
}

package io.github.osgnet4j.cli;

import io.github.osgnet4j.batch.BatchJob;
import io.github.osgnet4j.batch.BatchSettings;
import io.github.osgnet4j.batch.BundleFit;
import io.github.osgnet4j.batch.Journal;
import io.github.osgnet4j.batch.RawOutput;
import io.github.osgnet4j.batch.UnusableDataException;
import io.github.osgnet4j.cli.check.DataCheck;
import io.github.osgnet4j.cli.check.Part;
import io.github.osgnet4j.cli.prepare.TokenStore;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.config.DatasetConfig;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.io.FileReplacement;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.Dataset.Split;
import io.github.osgnet4j.data.sample.JobIdentity;
import io.github.osgnet4j.data.submission.Prediction;
import io.github.osgnet4j.data.submission.StepOrder;
import io.github.osgnet4j.data.submission.SubmissionWriter;
import io.github.osgnet4j.postprocess.RankingOptions;
import io.github.osgnet4j.postprocess.SequenceDecoder;
import io.github.osgnet4j.postprocess.SequenceOptions;
import io.github.osgnet4j.postprocess.Window;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.service.GroundingService;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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
            "Each clip is encoded once for all its queries. --resume continues a run that was killed."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  osgnet ground --model models/demo --config configs/demo.yaml --output predictions.json",
            "  osgnet ground --model bundle --config nlq.yaml --split test --annotations test.jsonl \\",
            "      --format codabench --output submission.zip",
        })
final class GroundCommand extends JobCommand {

    private static final Logger LOG = LoggerFactory.getLogger(GroundCommand.class);

    /** What becomes of a query whose data is missing or unusable. */
    enum OnUnusable {
        SKIP,
        FAIL
    }

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
            description = "Encode the queries' texts with it, instead of reading tokens from the store that the config"
                    + " names. They are kept in OUTPUT-tokens.")
    private Path textEncoder;

    @Option(
            names = {"-k", "--top-k"},
            converter = WholeNumber.Positive.class,
            paramLabel = "K",
            description =
                    "Windows a query at most (default: what the bundle was exported with; at most 10 are written).")
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
            description = "Reorder the windows of each query by what all steps of its video say together, as"
                    + " 'osgnet sequence' does with its defaults.")
    private boolean sequence;

    @Mixin
    private LeakageOption leakage;

    @Option(
            names = {"--on-unusable", "--on-missing"},
            defaultValue = "fail",
            description =
                    "A query whose data is missing, damaged, of another shape or not finite: skip it and say so, or fail"
                            + " (default: ${DEFAULT-VALUE}).")
    private OnUnusable onUnusable;

    @Option(names = "--resume", description = "Go on with a run of the same command that was killed.")
    private boolean resume;

    @Option(
            names = "--warm-up",
            split = ",",
            converter = WholeNumber.Positive.class,
            paramLabel = "STEPS",
            description =
                    "Before the first query, run one of a made-up video of so many feature steps, so that memory is"
                            + " taken, kernels are loaded and TensorRT's engines built; several lengths with commas.")
    private int[] warmUp = {};

    @Option(
            names = {"-j", "--threads"},
            converter = WholeNumber.Positive.class,
            paramLabel = "N",
            description = "Queries at the same time (default: one per processor).")
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
        OsgnetConfig loaded = encoded(config.load());
        Path journalFile = Journal.of(output);
        format.prepare(output, loaded.track());
        FileReplacement.prepare(journalFile);
        try (Dataset dataset = data.open(loaded);
                GroundingService service = BatchJob.service(runtime.model(), runtime.options(1), threads)) {
            new BundleFit(service.manifest(), loaded).require(runtime.model());
            Path manifest = runtime.model().resolve(Manifest.FILE);
            for (Path file : format.files(output, loaded.track())) {
                Outputs.requireNoInput(
                        file,
                        config.file(),
                        dataset.annotations(),
                        loaded.dataset().groundTruth(),
                        manifest);
            }
            Optional<StepOrder> steps = sequence
                    ? Optional.of(leakage.order(dataset.annotations(), dataset.queries(), loaded.track()))
                    : Optional.empty();
            check(loaded, dataset);
            warmUp(service);
            List<AnnotatedQuery> wanted = BatchJob.select(dataset, queries);
            BatchSettings settings = new BatchSettings(
                    topK == null ? OptionalInt.empty() : OptionalInt.of(topK),
                    onUnusable == OnUnusable.SKIP,
                    Optional.ofNullable(raw).map(folder -> RawOutput.create(folder, wanted)));
            JobIdentity identity = identity(loaded, dataset, service);
            try (Journal journal = Journal.open(journalFile, identity, wanted, resume)) {
                BatchJob job = new BatchJob(dataset, service, settings, wanted, journal);
                write(run(job, journal), loaded, steps);
                journal.delete();
            }
            return 0;
        }
    }

    private OsgnetConfig encoded(OsgnetConfig loaded) {
        if (textEncoder == null) {
            return loaded;
        }
        Path tokens = TokenStore.in(TokenStore.beside(output), textEncoder, data.file(loaded), quiet());
        return loaded.withTextFeatures(tokens, tokens);
    }

    private void check(OsgnetConfig loaded, Dataset dataset) {
        Part part = Part.grounding(loaded, data.split(), dataset.annotations(), Set.copyOf(queries), raw != null);
        boolean leaveOut = onUnusable == OnUnusable.SKIP;
        DataCheck.before(loaded, List.of(part), leaveOut, quiet(), err());
    }

    private BatchJob.Result run(BatchJob job, Journal journal) {
        boolean visible = !quiet();
        Interruption interruption = Interruption.say(() -> visible ? Optional.of(journal.kept()) : Optional.empty());
        try (interruption) {
            BatchJob.Result result = Progress.run(job, visible);
            if (result.predictions().isEmpty()) {
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

    /** What an unfinished run must share with this one to be continued. */
    private JobIdentity identity(OsgnetConfig loaded, Dataset dataset, GroundingService service) {
        RankingOptions ranking = service.manifest().ranking();
        DatasetConfig stores = loaded.dataset();
        return new JobIdentity()
                .withFile("bundle", runtime.model().resolve(Manifest.FILE))
                .withFile("config", loaded.file())
                .with("data root", config.root())
                .withFile("annotations", data.annotations().orElse(dataset.annotations()))
                .withStore(
                        "text features",
                        data.split() == Split.TRAIN ? stores.trainTextFeatures() : stores.valTextFeatures())
                .withData(stores)
                .with("provider", service.status().provider())
                .with("ranking", topK == null ? ranking : ranking.withMaxWindows(topK))
                .with("split", data.split())
                .with("--queries", queries)
                .with("--raw", raw);
    }

    private void write(BatchJob.Result result, OsgnetConfig loaded, Optional<StepOrder> steps) {
        List<Prediction> best = result.predictions().stream()
                .map(p -> topK != null ? p : official(p))
                .toList();
        List<Prediction> predictions = steps.map(
                        order -> order.decode(best, new SequenceDecoder(SequenceOptions.defaults())))
                .orElse(best);
        format.write(output, loaded.track(), predictions);
        List<String> files = format.files(output, loaded.track()).stream()
                .map(Path::toString)
                .toList();
        print("%s: %d queries%n", String.join(", ", files), predictions.size());
        if (!result.skipped().isEmpty()) {
            print(
                    "%d queries skipped, for their data is missing or unusable:%n",
                    result.skipped().size());
            result.skipped().forEach(s -> out().println("  " + s.line()));
        }
        out().flush();
    }

    /** The windows that the official code writes of a query. */
    private static Prediction official(Prediction p) {
        List<Window> best =
                p.windows().stream().limit(SubmissionWriter.OFFICIAL_WINDOWS).toList();
        return new Prediction(p.queryIdx(), p.annotationUid(), p.clipUid(), best);
    }
}

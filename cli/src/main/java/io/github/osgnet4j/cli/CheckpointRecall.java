package io.github.osgnet4j.cli;

import io.github.osgnet4j.batch.BatchJob;
import io.github.osgnet4j.batch.BatchListener;
import io.github.osgnet4j.batch.BatchSettings;
import io.github.osgnet4j.batch.Journal;
import io.github.osgnet4j.cli.check.DataCheck;
import io.github.osgnet4j.cli.check.Part;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.GroundTruth;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.Dataset.Split;
import io.github.osgnet4j.data.sample.JobIdentity;
import io.github.osgnet4j.export.Exporter;
import io.github.osgnet4j.postprocess.RecallTable;
import io.github.osgnet4j.runtime.GrounderOptions;
import io.github.osgnet4j.runtime.service.GroundingService;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Grounds the validation split with several weights of one network, each exported to a bundle that is gone afterwards. */
final class CheckpointRecall {

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointRecall.class);

    private final OsgnetConfig config;
    private final WeightOptions choice;
    private final Evaluation.Table wanted;
    private final boolean quiet;
    private final PrintWriter err;
    private final CheckpointJournals journals;

    /**
     * Of a config's validation split.
     *
     * @param choice which weights of a checkpoint count
     * @param wanted thresholds and ranks
     * @param err where what is wrong with the data is listed
     * @param journals where answers are kept
     */
    CheckpointRecall(
            OsgnetConfig config,
            WeightOptions choice,
            Evaluation.Table wanted,
            boolean quiet,
            PrintWriter err,
            CheckpointJournals journals) {
        this.config = config;
        this.choice = choice;
        this.wanted = wanted;
        this.quiet = quiet;
        this.err = err;
        this.journals = journals;
    }

    /**
     * What one file's weights find.
     *
     * @param epoch that the file names, if it does
     */
    record Row(Path file, Optional<Integer> epoch, RecallTable table) {}

    /**
     * A file that cannot be evaluated.
     *
     * @param reason why, in one line
     * @param later whether it was found after the first queries were asked, so that another run may do better
     */
    record Bad(Path file, String reason, boolean later) {}

    /**
     * The recall of each file that has one. Before the first is grounded, all are read.
     *
     * @param data makes the identity of the data from the file of the queries
     * @param done gets each row as soon as it is known
     * @return the files whose weights cannot be read, do not fit the config's network, or find nothing that can be counted
     * @throws CommandException if the data has errors, there are answers that may not be used, or the scan is not as these are
     *     to have it
     */
    List<Bad> each(List<Path> files, Function<Path, JobIdentity> data, Consumer<Row> done) {
        GroundTruth truth = GroundTruth.read(config.dataset().groundTruth(), config.track());
        List<Bad> bad = new ArrayList<>();
        List<Path> good = new ArrayList<>();
        for (Path file : files) {
            attempt(file, bad, false, () -> {
                choice.read(file, config.network());
                good.add(file);
            });
        }
        bad.forEach(b -> LOG.warn("{} is left out: {}", b.file(), b.reason()));
        if (good.isEmpty()) {
            return bad;
        }
        try (Dataset dataset = Dataset.open(config, Split.VAL)) {
            Part part = Part.grounding(config, Split.VAL, dataset.annotations(), Set.of(), false);
            DataCheck.before(config, List.of(part), false, quiet, err);
            List<AnnotatedQuery> queries = BatchJob.select(dataset, List.of());
            JobIdentity shared = data.apply(dataset.annotations())
                    .with("--ema", choice.choice())
                    .with("highest of --top-k", Collections.max(wanted.ranks()));
            journals.begin(good, shared, queries);
            long total = (long) good.size() * queries.size();
            try (Progress progress = Progress.start("Grounding", "queries", total, journals.done(), !quiet)) {
                for (Path file : good) {
                    attempt(file, bad, true, () -> done.accept(row(file, dataset, queries, truth, progress)));
                }
            }
            return bad;
        }
    }

    private static void attempt(Path file, List<Bad> bad, boolean later, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            if (!Failures.expected(e) || e instanceof CheckpointJournals.OtherScanException) {
                throw e;
            }
            bad.add(new Bad(file, Failures.message(e), later));
        }
    }

    private Row row(Path file, Dataset dataset, List<AnnotatedQuery> queries, GroundTruth truth, Progress progress) {
        Journal journal = journals.of(file);
        WeightOptions.Weights weights = choice.read(file, config.network());
        journals.requireSame(file);
        BatchJob.Result found = journal.finished(queries)
                .orElseGet(() -> ground(weights, file, journal, dataset, queries, of(file, progress)));
        Object truthFile = config.dataset().groundTruth();
        RecallTable table = Evaluation.recall(found.predictions(), file, truth, truthFile, wanted);
        OptionalInt epoch = weights.file().epoch();
        return new Row(file, epoch.isPresent() ? Optional.of(epoch.getAsInt()) : Optional.empty(), table);
    }

    private BatchJob.Result ground(
            WeightOptions.Weights weights,
            Path file,
            Journal journal,
            Dataset dataset,
            List<AnnotatedQuery> queries,
            BatchListener listener) {
        try {
            Path folder = Files.createTempDirectory("osgnet-eval");
            try {
                Path bundle = folder.resolve("bundle");
                Exporter.export(
                        config.network(),
                        weights.match().matched(),
                        ConfiguredExport.of(config, Map.of("weights", String.valueOf(file.getFileName()))),
                        bundle);
                return ground(bundle, journal, dataset, queries, listener);
            } finally {
                Outputs.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of all files, saying at which the job is. */
    private static BatchListener of(Path file, Progress progress) {
        return new BatchListener() {
            @Override
            public void clip(int number, int clips) {
                progress.say(file.getFileName() + ", clip " + number + "/" + clips);
            }

            @Override
            public void done(int queries) {
                progress.done(queries);
            }
        };
    }

    private BatchJob.Result ground(
            Path bundle, Journal journal, Dataset dataset, List<AnnotatedQuery> queries, BatchListener listener) {
        int threads = Runtime.getRuntime().availableProcessors();
        try (GroundingService service =
                BatchJob.service(bundle, GrounderOptions.defaults().withIntraOpThreads(1), threads)) {
            journals.requireScan(service.hasNativeScan());
            int windows = Math.max(service.manifest().ranking().maxWindows(), Collections.max(wanted.ranks()));
            BatchSettings settings = new BatchSettings(OptionalInt.of(windows), false, Optional.empty());
            return new BatchJob(dataset, service, settings, queries, journal).run(listener);
        }
    }
}

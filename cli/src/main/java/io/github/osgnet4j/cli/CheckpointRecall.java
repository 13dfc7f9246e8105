package io.github.osgnet4j.cli;

import io.github.osgnet4j.batch.BatchJob;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Grounds the validation split with several weights of one network, each exported to a bundle that is gone afterwards. */
final class CheckpointRecall {

    private final OsgnetConfig config;
    private final WeightOptions choice;
    private final Evaluation.Table wanted;
    private final boolean quiet;
    private final PrintWriter err;

    /**
     * Of a config's validation split.
     *
     * @param choice which weights of a checkpoint count
     * @param wanted thresholds and ranks
     * @param err where what is wrong with the data is listed
     */
    CheckpointRecall(
            OsgnetConfig config, WeightOptions choice, Evaluation.Table wanted, boolean quiet, PrintWriter err) {
        this.config = config;
        this.choice = choice;
        this.wanted = wanted;
        this.quiet = quiet;
        this.err = err;
    }

    /**
     * What one file's weights find.
     *
     * @param epoch that the file names, if it does
     */
    record Row(Path file, Optional<Integer> epoch, RecallTable table) {}

    /**
     * The recall of each file.
     *
     * @throws CommandException if the data has errors, or a file's weights do not fit the config's network
     */
    List<Row> of(List<Path> files) {
        GroundTruth truth = GroundTruth.read(config.dataset().groundTruth(), config.track());
        try (Dataset dataset = Dataset.open(config, Split.VAL)) {
            Part part = Part.grounding(config, Split.VAL, dataset.annotations(), Set.of(), false);
            DataCheck.before(config, List.of(part), false, quiet, err);
            List<Row> rows = new ArrayList<>();
            for (Path file : files) {
                rows.add(row(file, dataset, truth));
            }
            return rows;
        }
    }

    private Row row(Path file, Dataset dataset, GroundTruth truth) {
        WeightOptions.Weights weights = choice.read(file, config.network());
        try {
            Path folder = Files.createTempDirectory("osgnet-eval");
            try {
                Path bundle = folder.resolve("bundle");
                Exporter.export(
                        config.network(),
                        weights.match().matched(),
                        ConfiguredExport.of(config, Map.of("weights", String.valueOf(file.getFileName()))),
                        bundle);
                BatchJob.Result found = ground(bundle, folder.resolve("journal"), dataset);
                Object truthFile = config.dataset().groundTruth();
                RecallTable table = Evaluation.recall(found.predictions(), file, truth, truthFile, wanted);
                Optional<Integer> epoch = weights.file().epoch().isPresent()
                        ? Optional.of(weights.file().epoch().getAsInt())
                        : Optional.empty();
                return new Row(file, epoch, table);
            } finally {
                Outputs.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private BatchJob.Result ground(Path bundle, Path journalFile, Dataset dataset) {
        int threads = Runtime.getRuntime().availableProcessors();
        List<AnnotatedQuery> queries = BatchJob.select(dataset, List.of());
        try (GroundingService service =
                        BatchJob.service(bundle, GrounderOptions.defaults().withIntraOpThreads(1), threads);
                Journal journal = Journal.open(journalFile, new JobIdentity(), queries, false)) {
            BatchSettings settings = new BatchSettings(OptionalInt.empty(), false, Optional.empty());
            BatchJob job = new BatchJob(dataset, service, settings, queries, journal);
            BatchJob.Result result = Progress.run(job, !quiet).official();
            journal.delete();
            return result;
        }
    }
}

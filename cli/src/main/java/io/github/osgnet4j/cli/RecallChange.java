package io.github.osgnet4j.cli;

import io.github.osgnet4j.batch.BatchJob;
import io.github.osgnet4j.batch.BatchSettings;
import io.github.osgnet4j.batch.Journal;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.GroundTruth;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.JobIdentity;
import io.github.osgnet4j.data.submission.Prediction;
import io.github.osgnet4j.postprocess.RecallTable;
import io.github.osgnet4j.runtime.GrounderOptions;
import io.github.osgnet4j.runtime.service.GroundingService;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;

/** What another precision does to recall: the same queries of the validation split asked of two bundles. */
final class RecallChange {

    private static final List<Integer> RANKS = List.of(1, 5);
    private static final List<Double> THRESHOLDS = List.of(0.3, 0.5);

    private final OsgnetConfig config;
    private final Dataset dataset;
    private final GroundTruth truth;
    private final List<AnnotatedQuery> queries;
    private final boolean progress;

    /**
     * Takes queries spread over the validation split.
     *
     * @param most queries at most
     * @param progress whether a bar shows how far it is
     */
    RecallChange(OsgnetConfig config, Dataset dataset, int most, boolean progress) {
        this.config = config;
        this.dataset = dataset;
        this.truth = GroundTruth.read(config.dataset().groundTruth(), config.track());
        this.progress = progress;
        List<AnnotatedQuery> all = BatchJob.select(dataset, List.of());
        int count = Math.min(most, all.size());
        queries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            queries.add(all.get((int) ((long) i * all.size() / count)));
        }
    }

    /**
     * Both recalls as lines of a table.
     *
     * @param name of the bundle's precision
     * @param journal a file that does not exist yet; it is gone afterwards
     * @return nothing where no query has its features
     */
    Optional<String> table(Path inFloat, Path bundle, String name, Path journal) {
        List<Prediction> expected = ground(inFloat, journal);
        if (expected.isEmpty()) {
            return Optional.empty();
        }
        RecallTable before = recall(expected);
        RecallTable after = recall(ground(bundle, journal));
        return Optional.of(String.join(
                System.lineSeparator(),
                "Recall of " + before.queries() + " queries of the validation split:",
                heading(),
                row("fp32", before),
                row(name, after),
                change(before, after)));
    }

    private RecallTable recall(List<Prediction> predictions) {
        return Evaluation.recall(
                predictions, dataset.annotations(), truth, config.dataset().groundTruth());
    }

    private List<Prediction> ground(Path bundle, Path journalFile) {
        int threads = Runtime.getRuntime().availableProcessors();
        try (GroundingService service =
                        BatchJob.service(bundle, GrounderOptions.defaults().withIntraOpThreads(1), threads);
                Journal journal = Journal.open(journalFile, new JobIdentity().with("bundle", bundle), queries, false)) {
            BatchSettings settings = new BatchSettings(OptionalInt.empty(), true, Optional.empty());
            BatchJob job = new BatchJob(dataset, service, settings, queries, journal);
            List<Prediction> predictions = Progress.run(job, progress).predictions();
            journal.delete();
            return predictions;
        }
    }

    private static String heading() {
        return line("", (rank, threshold) -> String.format(Locale.ROOT, "R@%d %.1f", rank, threshold));
    }

    private static String row(String name, RecallTable table) {
        return line(name, (rank, threshold) -> String.format(Locale.ROOT, "%.2f %%", table.percent(rank, threshold)));
    }

    private static String change(RecallTable before, RecallTable after) {
        return line("change", (rank, threshold) -> {
            double points = after.percent(rank, threshold) - before.percent(rank, threshold);
            return String.format(Locale.ROOT, "%+.2f", points);
        });
    }

    private static String line(String name, BiFunction<Integer, Double, String> cell) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-8s", name));
        for (int rank : RANKS) {
            for (double threshold : THRESHOLDS) {
                line.append(String.format(Locale.ROOT, "%12s", cell.apply(rank, threshold)));
            }
        }
        return line.toString();
    }
}

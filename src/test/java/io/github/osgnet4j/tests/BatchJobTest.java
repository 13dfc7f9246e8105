package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.batch.BatchJob;
import io.github.osgnet4j.batch.BatchJob.Result;
import io.github.osgnet4j.batch.BatchListener;
import io.github.osgnet4j.batch.BatchSettings;
import io.github.osgnet4j.batch.Journal;
import io.github.osgnet4j.batch.UnusableDataException;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.Annotations;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.Dataset.Split;
import io.github.osgnet4j.data.sample.JobIdentity;
import io.github.osgnet4j.data.submission.Prediction;
import io.github.osgnet4j.data.submission.Predictions;
import io.github.osgnet4j.runtime.GrounderOptions;
import io.github.osgnet4j.runtime.service.GroundingListener;
import io.github.osgnet4j.runtime.service.GroundingService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job of the learnable set, by the runs of the network that it takes. */
class BatchJobTest {

    private static final int CLIPS = 10;
    private static final int QUERIES = 40;
    private static final String UNKNOWN = "00000000-0000-0000-0000-000000000000_0";
    private static final OsgnetConfig CONFIG = OsgnetConfig.load(Learn.config(), Optional.empty());

    /** With graphs that take several queries at once. */
    private static Path bundle;

    @TempDir
    Path folder;

    @BeforeAll
    static void export(@TempDir Path exports) {
        bundle = exports.resolve("gpu");
        Command.succeed(
                "export", "-q", "-c", Learn.config(), "-w", Learn.checkpoint(), "--target", "gpu", "-o", bundle);
    }

    /** Sizes of the runs of the network, in the order in which they ended. */
    private final List<Integer> runs = Collections.synchronizedList(new ArrayList<>());

    private final AtomicInteger clips = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();

    private Result run(Path annotations, int batchSize, boolean skip) {
        GrounderOptions options =
                GrounderOptions.defaults().withIntraOpThreads(1).withBatchSize(batchSize);
        BatchSettings settings = new BatchSettings(OptionalInt.empty(), skip, Optional.empty());
        try (Dataset dataset = Dataset.open(CONFIG, Split.VAL, annotations);
                GroundingService service = BatchJob.service(bundle, options, 2)) {
            service.addListener(new GroundingListener() {
                @Override
                public void ran(int queries, Duration time) {
                    runs.add(queries);
                }
            });
            List<AnnotatedQuery> queries = BatchJob.select(dataset, List.of());
            try (Journal journal = Journal.open(folder.resolve("journal"), new JobIdentity(), queries, false)) {
                Result result = new BatchJob(dataset, service, settings, queries, journal).run(new Counting());
                journal.delete();
                assertEquals(0, service.status().cachedVideos());
                return result;
            }
        }
    }

    /** Counts what it is told. */
    private final class Counting implements BatchListener {
        @Override
        public void clip(int number, int of) {
            assertEquals(clips.incrementAndGet(), number);
        }

        @Override
        public void done(int queries) {
            done.addAndGet(queries);
        }
    }

    private static void assertOfficial(List<Prediction> found) {
        List<Prediction> official = Predictions.read(
                        Learn.SET.golden("predictions.json").orElseThrow())
                .predictions();
        assertEquals(official.size(), found.size());
        for (int i = 0; i < found.size(); i++) {
            assertEquals(official.get(i).queryId(), found.get(i).queryId());
            assertEquals(
                    official.get(i).windows().get(0).start(),
                    found.get(i).windows().get(0).start(),
                    0.01);
            assertEquals(
                    official.get(i).windows().get(0).score(),
                    found.get(i).windows().get(0).score(),
                    1e-4);
        }
    }

    @Test
    void aQueryAloneIsARun() {
        assertOfficial(run(Learn.annotations(), 0, false).predictions());
        assertEquals(Collections.nCopies(QUERIES, 1), runs);
        assertEquals(CLIPS, clips.get());
        assertEquals(QUERIES, done.get());
    }

    /** As on a GPU: here the CPU is told to. */
    @Test
    void theQueriesOfAClipAreOneRunWhereTheServiceBatches() {
        assertOfficial(run(Learn.annotations(), 8, false).predictions());
        assertEquals(QUERIES, runs.stream().mapToInt(Integer::intValue).sum());
        assertEquals(CLIPS, runs.size());
        assertEquals(QUERIES, done.get());
    }

    @Test
    void aClipOfMoreQueriesIsAsManyRunsAsItNeeds() {
        assertOfficial(run(Learn.annotations(), 3, false).predictions());
        Map<String, Long> byClip = Annotations.read(Learn.annotations()).stream()
                .collect(Collectors.groupingBy(AnnotatedQuery::videoId, Collectors.counting()));
        long expected = byClip.values().stream().mapToLong(n -> (n + 2) / 3).sum();
        assertEquals(expected, runs.size());
    }

    private Path withUnknownQuery() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(Learn.annotations()));
        lines.add(14, lines.get(14).replaceFirst("\"query_id\": \"[^\"]*\"", "\"query_id\": \"" + UNKNOWN + "\""));
        return Files.write(folder.resolve("more.jsonl"), lines);
    }

    @Test
    void aQueryWithoutDataCostsTheOthersOfItsBatchNothing() throws IOException {
        Result result = run(withUnknownQuery(), 8, true);
        assertOfficial(result.predictions());
        assertEquals(1, result.skipped().size());
        assertEquals(UNKNOWN, result.skipped().get(0).queryId());
        assertTrue(
                result.skipped().get(0).line().contains("text features"),
                result.skipped().toString());
        assertEquals(QUERIES + 1, done.get());
    }

    @Test
    void aJobThatLeavesNothingOutEndsAtTheFirstQueryWithoutData() throws IOException {
        Path annotations = withUnknownQuery();
        UnusableDataException e = assertThrows(UnusableDataException.class, () -> run(annotations, 8, false));
        assertTrue(e.getMessage().contains(UNKNOWN), e.getMessage());
        assertTrue(Files.exists(folder.resolve("journal")));
    }
}

package io.github.osgnet4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.Segment;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.ObjectFrames;
import io.github.osgnet4j.data.sample.QueryFeatures;
import io.github.osgnet4j.data.sample.VideoFeatures;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** While a step is learnt, that is, while nobody asks for batches, those of the next steps are read. */
class BatchLoaderTest {

    private static final int SECONDS = 60;
    private static final int AHEAD = 2;

    /** Counts the samples it gives. */
    private static final class Counting extends SampleSource {

        private final SampleSource source;
        private final Semaphore read = new Semaphore(0);

        Counting(Dataset dataset, SampleSource source) {
            super(dataset);
            this.source = source;
        }

        @Override
        List<AnnotatedQuery> queries() {
            return source.queries();
        }

        @Override
        TrainingSample sample(AnnotatedQuery query, RandomGenerator random) {
            assertEquals("batch-loader", Thread.currentThread().getName());
            TrainingSample sample = source.sample(query, random);
            read.release();
            return sample;
        }
    }

    /** Samples of the full network: clips of 900 steps with an object in each, 12 queries and 30 shots. */
    private static final class Full extends SampleSource {

        private static final int STEPS = 900;
        private static final int TOKENS = 10;
        private static final int QUERIES = 12;
        private static final int SHOT = 30;

        private final int videoChannels;
        private final int tokenChannels;
        private final int objectChannels;

        Full(Dataset dataset, OsgnetConfig config) {
            super(dataset);
            videoChannels = config.dataset().videoDim();
            tokenChannels = config.network().text().projection().in();
            objectChannels = config.network().objects().projection().in();
        }

        @Override
        List<AnnotatedQuery> queries() {
            return IntStream.range(0, QUERIES)
                    .mapToObj(i -> new AnnotatedQuery(
                            "query_" + i, "what", 480, "video", "nlq", List.of(new Segment(0, 1)), List.of()))
                    .toList();
        }

        @Override
        TrainingSample sample(AnnotatedQuery query, RandomGenerator random) {
            List<TrainingSample.Interval> answer = List.of(new TrainingSample.Interval(0, 2));
            return new TrainingSample(
                    query,
                    new VideoFeatures("video", STEPS, videoChannels, new float[STEPS * videoChannels]),
                    tokens(query),
                    Optional.of(new ObjectFrames(
                            objectChannels, new float[objectChannels], Collections.nCopies(STEPS, new int[] {0}))),
                    answer,
                    Optional.of(new TrainingSample.ShotSample(
                            IntStream.range(0, STEPS / SHOT)
                                    .mapToObj(i -> new TrainingSample.Interval(i * SHOT, (i + 1) * SHOT))
                                    .toList(),
                            queries().stream().map(this::tokens).toList(),
                            Collections.nCopies(QUERIES, answer))));
        }

        private QueryFeatures tokens(AnnotatedQuery query) {
            return new QueryFeatures(query.queryId(), TOKENS, tokenChannels, new float[TOKENS * tokenChannels]);
        }
    }

    private static void assertReadAhead(OsgnetConfig config, Counting source, int batchSize, int batches)
            throws InterruptedException {
        int step = batchSize * batches;
        try (BatchLoader loader = new BatchLoader(source, config.network(), 1, batchSize, batches, 0)) {
            for (int learnt = 1; learnt <= 3; learnt++) {
                assertEquals(batches, loader.next().size());
                assertTrue(source.read.tryAcquire(learnt == 1 ? (1 + AHEAD) * step : step, SECONDS, TimeUnit.SECONDS));
                assertFalse(source.read.tryAcquire(200, TimeUnit.MILLISECONDS), "what is read ahead has no bound");
            }
        }
    }

    @Test
    void theNextStepsAreReadWhileOneIsLearnt() throws InterruptedException {
        OsgnetConfig config = GoldenBatches.config();
        try (Dataset dataset = Dataset.open(config, Dataset.Split.TRAIN)) {
            assertReadAhead(config, new Counting(dataset, new SampleSource(dataset)), 2, 2);
        }
    }

    @Test
    void theNextStepsOfTheFullNetworkAreReadWhileOneIsLearnt() throws InterruptedException {
        OsgnetConfig config = OsgnetConfig.load(
                Path.of(System.getProperty("osgnet.root")).resolve("configs/nlq_v2_internvideo.yaml"),
                Optional.empty());
        try (Dataset dataset = Dataset.open(GoldenBatches.config(), Dataset.Split.TRAIN)) {
            assertReadAhead(config, new Counting(dataset, new Full(dataset, config)), 2, 1);
        }
    }
}

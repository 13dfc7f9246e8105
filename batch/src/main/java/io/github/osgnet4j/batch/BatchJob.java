package io.github.osgnet4j.batch;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.Shots;
import io.github.osgnet4j.data.submission.Prediction;
import io.github.osgnet4j.data.submission.SubmissionWriter;
import io.github.osgnet4j.postprocess.PostprocessException;
import io.github.osgnet4j.postprocess.Window;
import io.github.osgnet4j.runtime.EncodedVideo;
import io.github.osgnet4j.runtime.GrounderOptions;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.VideoInput;
import io.github.osgnet4j.runtime.VideoSource;
import io.github.osgnet4j.runtime.error.InputException;
import io.github.osgnet4j.runtime.error.NotFiniteException;
import io.github.osgnet4j.runtime.service.GroundingRequest;
import io.github.osgnet4j.runtime.service.GroundingResult;
import io.github.osgnet4j.runtime.service.GroundingService;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Grounds the queries of a dataset, clip by clip: while the queries of one clip run, as many of them at once as the
 * service runs in a batch, the next clip is read and encoded.
 */
public final class BatchJob {

    private static final Logger LOG = LoggerFactory.getLogger(BatchJob.class);

    private final Dataset dataset;
    private final DatasetInputs inputs;
    private final GroundingService service;
    private final BatchSettings settings;
    private final List<AnnotatedQuery> queries;
    private final Journal journal;
    private final Map<String, JournalEntry> answers;

    /**
     * A job that goes on where its journal ends.
     *
     * @param dataset of the queries; to be closed after the service, which reads it
     * @param service as {@link #service} opens one, on a bundle that {@linkplain BundleFit fits} the dataset's config
     * @param queries in the order of the predictions
     * @param journal of the same queries
     */
    public BatchJob(
            Dataset dataset,
            GroundingService service,
            BatchSettings settings,
            List<AnnotatedQuery> queries,
            Journal journal) {
        this.dataset = dataset;
        this.inputs = new DatasetInputs(dataset);
        this.service = service;
        this.settings = settings;
        this.queries = List.copyOf(queries);
        this.journal = journal;
        this.answers = new LinkedHashMap<>(journal.answers());
        if (!settings.skipUnusable()) {
            answers.values().removeIf(answer -> !answer.answered());
        }
    }

    /**
     * Opens a service for jobs: it takes videos of any length, and keeps an encoding until the job is done with it.
     *
     * @param threads queries, or batches of them, that run at the same time
     */
    public static GroundingService service(Path bundle, GrounderOptions options, int threads) {
        return GroundingService.builder(bundle)
                .options(options)
                .workers(threads)
                .queueCapacity(threads + 1)
                .cacheBytes(Long.MAX_VALUE)
                .maxSteps(Integer.MAX_VALUE)
                .verify(false)
                .open();
    }

    /**
     * The queries to ground, in the order of the annotations.
     *
     * @param ids only these; all if empty
     * @throws BatchException if an id is unknown or not unique
     * @throws DataException if an id has no index
     */
    public static List<AnnotatedQuery> select(Dataset dataset, List<String> ids) {
        Set<String> wanted = Set.copyOf(ids);
        Set<String> unknown = new HashSet<>(wanted);
        Set<String> keys = new HashSet<>();
        List<AnnotatedQuery> queries = new ArrayList<>();
        for (AnnotatedQuery q : dataset.queries()) {
            if (wanted.isEmpty() || wanted.contains(q.queryId())) {
                unknown.remove(q.queryId());
                queries.add(q);
                if (!keys.add(key(q))) {
                    throw new BatchException("Query " + q.queryId() + " of video " + q.videoId()
                            + " is twice in the annotations; a submission can hold it once");
                }
            }
        }
        if (!unknown.isEmpty()) {
            throw new BatchException("The annotations have no query " + String.join(", ", unknown));
        }
        return queries;
    }

    /** What is a query's own within a job. */
    static String key(AnnotatedQuery q) {
        return q.videoId() + "/" + q.annotationUid() + "_" + q.queryIndex();
    }

    /**
     * The predictions in the order of the queries.
     *
     * @param skipped the queries whose data is missing or unusable, and why
     */
    public record Result(List<Prediction> predictions, List<Skipped> skipped) {

        /** The same with the windows alone that the official code writes of a query. */
        public Result official() {
            return new Result(predictions.stream().map(Result::official).toList(), skipped);
        }

        private static Prediction official(Prediction p) {
            List<Window> best = p.windows().stream()
                    .limit(SubmissionWriter.OFFICIAL_WINDOWS)
                    .toList();
            return new Prediction(p.queryIdx(), p.annotationUid(), p.clipUid(), best);
        }
    }

    /** A query that was left out. */
    public record Skipped(String queryId, String reason) {

        /** Which query and why. */
        public String line() {
            return reason.startsWith("Query '" + queryId + "'") ? reason : queryId + ": " + reason;
        }
    }

    /** Queries of a clip that are padded alike, and the clip, which is being encoded. */
    private record Clip(List<AnnotatedQuery> queries, CompletableFuture<EncodedVideo> video) {}

    /** How many queries it has. */
    public int size() {
        return queries.size();
    }

    /** How many queries are done, by an earlier run or by this one. */
    public int done() {
        return answers.size();
    }

    /**
     * Answers the queries that are not done.
     *
     * @throws UnusableDataException if the data of a query is, and none may be left out
     * @throws BatchException if the journal cannot be written
     */
    public Result run(BatchListener listener) {
        List<List<AnnotatedQuery>> clips = open();
        ExecutorService pool = Executors.newFixedThreadPool(service.status().workers());
        try {
            Iterator<List<AnnotatedQuery>> rest = clips.iterator();
            Optional<Clip> next = encodeNext(rest);
            for (int i = 1; next.isPresent(); i++) {
                listener.clip(i, clips.size());
                Clip clip = next.get();
                String missing = missing(clip);
                // Not earlier: two videos would be encoded at once, in twice the memory.
                next = encodeNext(rest);
                List<JournalEntry> fresh =
                        missing.isEmpty() ? ground(clip, pool, listener) : leaveOut(clip, missing, listener);
                journal.append(fresh);
                fresh.forEach(a -> answers.put(a.query(), a));
            }
        } finally {
            end(pool);
            // A job that fails leaves no encoding behind either.
            clips.forEach(clip -> service.invalidate(encoding(clip.get(0))));
        }
        return new JobAnswers(queries, answers).result();
    }

    /** Waits for running queries. */
    private static void end(ExecutorService pool) {
        pool.shutdownNow();
        try {
            pool.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<List<AnnotatedQuery>> open() {
        Map<String, List<AnnotatedQuery>> clips = queries.stream()
                .filter(q -> !answers.containsKey(key(q)))
                .collect(Collectors.groupingBy(this::encoding, LinkedHashMap::new, Collectors.toList()));
        return List.copyOf(clips.values());
    }

    /** The name of the encoding of a query's video: one a padded length. */
    private String encoding(AnnotatedQuery q) {
        return settings.padding()
                .map(p -> q.videoId() + " padded to " + p.of(q).steps() + " steps")
                .orElse(q.videoId());
    }

    private VideoInput video(AnnotatedQuery q) {
        VideoInput alone = inputs.video(q.videoId());
        return settings.padding().map(p -> alone.paddedTo(p.of(q).steps())).orElse(alone);
    }

    private QueryInput query(AnnotatedQuery q) {
        QueryInput alone = inputs.query(q);
        return settings.padding().filter(p -> p.of(q).tokens()).isPresent() ? alone.withPadding() : alone;
    }

    private Optional<Clip> encodeNext(Iterator<List<AnnotatedQuery>> rest) {
        if (!rest.hasNext()) {
            return Optional.empty();
        }
        List<AnnotatedQuery> of = rest.next();
        String id = encoding(of.get(0));
        long start = System.nanoTime();
        return Optional.of(new Clip(
                of,
                service.encodeAsync(VideoSource.of(id, () -> video(of.get(0)))).thenApply(video -> {
                    LOG.debug(
                            "Clip {}: {} steps encoded in {} ms, {} queries",
                            id,
                            video.steps(),
                            millis(start),
                            of.size());
                    return video;
                })));
    }

    /** Waits for the encoding: why there is none, if its queries may be left out; empty if there is one. */
    private String missing(Clip clip) {
        try {
            join(clip.video());
            return "";
        } catch (DataException | InputException | NotFiniteException e) {
            return unusable("Video", clip.queries().get(0).videoId(), e);
        }
    }

    private static List<JournalEntry> leaveOut(Clip clip, String missing, BatchListener listener) {
        listener.done(clip.queries().size());
        return clip.queries().stream()
                .map(q -> JournalEntry.missing(q, missing))
                .toList();
    }

    private List<JournalEntry> ground(Clip clip, ExecutorService pool, BatchListener listener) {
        EncodedVideo video = join(clip.video());
        List<CompletableFuture<List<JournalEntry>>> running = new ArrayList<>();
        for (List<AnnotatedQuery> some : batches(clip.queries(), service.batchSize(video))) {
            running.add(CompletableFuture.supplyAsync(
                    () -> {
                        List<JournalEntry> found = answer(video, some);
                        listener.done(some.size());
                        return found;
                    },
                    pool));
        }
        List<JournalEntry> found =
                running.stream().flatMap(some -> join(some).stream()).toList();
        service.invalidate(encoding(clip.queries().get(0)));
        return found;
    }

    /** Queries that are asked at once: their annotations agree on the length of the clip. */
    private static List<List<AnnotatedQuery>> batches(List<AnnotatedQuery> of, int size) {
        List<List<AnnotatedQuery>> batches = new ArrayList<>();
        Map<Double, List<AnnotatedQuery>> byLength = of.stream()
                .collect(Collectors.groupingBy(AnnotatedQuery::duration, LinkedHashMap::new, Collectors.toList()));
        for (List<AnnotatedQuery> same : byLength.values()) {
            for (int from = 0; from < same.size(); from += size) {
                batches.add(same.subList(from, Math.min(same.size(), from + size)));
            }
        }
        return batches;
    }

    private List<JournalEntry> answer(EncodedVideo video, List<AnnotatedQuery> some) {
        List<GroundingResult.Answer> found;
        List<JournalEntry> result = new ArrayList<>();
        Optional<Shots> shots;
        try {
            found = ask(some);
            for (int i = 0; i < found.size(); i++) {
                result.add(JournalEntry.answered(some.get(i), found.get(i).windows()));
            }
            shots = settings.raw().isPresent() ? dataset.shots(some.get(0).videoId(), video.steps()) : Optional.empty();
        } catch (DataException | InputException | NotFiniteException | PostprocessException e) {
            if (some.size() > 1) {
                // One query spoils a batch: each is asked alone.
                return some.stream()
                        .flatMap(q -> answer(video, List.of(q)).stream())
                        .toList();
            }
            AnnotatedQuery q = some.get(0);
            return List.of(JournalEntry.missing(q, unusable("Query", q.queryId(), e)));
        }
        settings.raw().ifPresent(raw -> found.forEach(answer -> raw.write(answer, shots)));
        return result;
    }

    private List<GroundingResult.Answer> ask(List<AnnotatedQuery> some) {
        List<QueryInput> asked = some.stream().map(this::query).toList();
        double seconds = some.get(0).duration();
        VideoSource encoded = VideoSource.encoded(encoding(some.get(0)));
        GroundingRequest request = new GroundingRequest(
                encoded, asked, seconds, settings.topK(), true, Optional.empty(), Optional.empty());
        long start = System.nanoTime();
        List<GroundingResult.Answer> found = service.ground(request).answers();
        for (int i = 0; i < found.size(); i++) {
            GroundingResult.Answer answer = found.get(i);
            LOG.debug(
                    "Query {}: {} tokens, {} candidates, {} windows in {} ms",
                    answer.query(),
                    asked.get(i).tokenCount(),
                    answer.candidates().orElseThrow().size(),
                    answer.windows().size(),
                    millis(start));
        }
        return found;
    }

    private static long millis(long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    /** Why a query is left out, if it may be. */
    private String unusable(String kind, String id, RuntimeException e) {
        return UnusableDataException.reason(settings.skipUnusable(), kind, id, e);
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}

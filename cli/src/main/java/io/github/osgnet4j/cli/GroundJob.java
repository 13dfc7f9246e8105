package io.github.osgnet4j.cli;

import io.github.osgnet4j.cli.GroundCommand.OnUnusable;
import io.github.osgnet4j.cli.Journal.Answer;
import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.config.DatasetConfig;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.MissingFeaturesException;
import io.github.osgnet4j.data.sample.ObjectFrames;
import io.github.osgnet4j.data.sample.QueryFeatures;
import io.github.osgnet4j.data.sample.Shots;
import io.github.osgnet4j.data.sample.VideoFeatures;
import io.github.osgnet4j.data.submission.Prediction;
import io.github.osgnet4j.postprocess.Candidates;
import io.github.osgnet4j.postprocess.ClipTiming;
import io.github.osgnet4j.postprocess.LevelScores;
import io.github.osgnet4j.postprocess.OrderPrior;
import io.github.osgnet4j.postprocess.PostprocessException;
import io.github.osgnet4j.postprocess.Ranking;
import io.github.osgnet4j.postprocess.Window;
import io.github.osgnet4j.runtime.EncodedVideo;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.StepObjects;
import io.github.osgnet4j.runtime.VideoInput;
import io.github.osgnet4j.runtime.error.InputException;
import io.github.osgnet4j.runtime.error.NotFiniteException;
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
 * Grounds the queries of a dataset, clip by clip: while the queries of one clip run, each on its own thread, the next
 * clip is read and encoded.
 */
final class GroundJob {

    private static final Logger LOG = LoggerFactory.getLogger(GroundJob.class);

    private final Dataset dataset;
    private final Grounder grounder;
    private final Ranking ranking;
    private final Optional<RawOutput> raw;
    private final OnUnusable onUnusable;
    private final int threads;

    GroundJob(
            Dataset dataset,
            Grounder grounder,
            Ranking ranking,
            Optional<RawOutput> raw,
            OnUnusable onUnusable,
            int threads) {
        this.dataset = dataset;
        this.grounder = grounder;
        this.ranking = ranking;
        this.raw = raw;
        this.onUnusable = onUnusable;
        this.threads = threads;
    }

    /** A query under a key that is its own within the job. */
    record Query(String key, AnnotatedQuery annotation) {}

    /**
     * The predictions in the order of the annotations.
     *
     * @param skipped the queries whose data is missing or unusable, and why
     */
    record Result(List<Prediction> predictions, List<Skipped> skipped) {}

    /** A query that was left out. */
    record Skipped(String queryId, String reason) {

        /** Which query and why. */
        String line() {
            return reason.startsWith("Query '" + queryId + "'") ? reason : queryId + ": " + reason;
        }
    }

    /** A clip ready for its queries, or why it is not. */
    private record Clip(List<Query> queries, Optional<EncodedVideo> video, String missing) {}

    /**
     * The queries to ground, in the order of the annotations.
     *
     * @param ids only these; all if empty
     * @throws CommandException if an id is unknown or not unique
     * @throws io.github.osgnet4j.data.DataException if an id has no index
     */
    static List<Query> select(Dataset dataset, List<String> ids) {
        Set<String> wanted = new HashSet<>(ids);
        Set<String> unknown = new HashSet<>(ids);
        Set<String> keys = new HashSet<>();
        List<Query> queries = new ArrayList<>();
        for (AnnotatedQuery q : dataset.queries()) {
            if (ids.isEmpty() || wanted.contains(q.queryId())) {
                unknown.remove(q.queryId());
                String key = q.videoId() + "/" + q.annotationUid() + "_" + q.queryIndex();
                if (!keys.add(key)) {
                    throw new CommandException("Query " + q.queryId() + " of video " + q.videoId()
                            + " is twice in the annotations; a submission can hold it once");
                }
                queries.add(new Query(key, q));
            }
        }
        if (!unknown.isEmpty()) {
            throw new CommandException("The annotations have no query " + String.join(", ", unknown));
        }
        return queries;
    }

    /** The length of each query's clip by the query's key. */
    static Map<String, Double> clipSeconds(List<Query> queries) {
        return queries.stream()
                .collect(
                        Collectors.toMap(Query::key, query -> query.annotation().duration()));
    }

    Result run(List<Query> queries, Journal journal, boolean progress) {
        Map<String, Answer> answers = new LinkedHashMap<>(journal.done());
        if (onUnusable == OnUnusable.FAIL) {
            answers.values().removeIf(answer -> !answer.answered());
        }
        List<List<Query>> clips = open(queries, answers);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (Progress bar = Progress.start("Grounding", "queries", queries.size(), answers.size(), progress)) {
            Iterator<List<Query>> rest = clips.iterator();
            Optional<CompletableFuture<Clip>> next = encodeNext(rest, pool);
            for (int i = 1; next.isPresent(); i++) {
                bar.say("clip " + i + "/" + clips.size());
                Clip clip = join(next.get());
                next = encodeNext(rest, pool);
                List<Answer> fresh = ground(clip, pool, bar);
                journal.append(fresh);
                fresh.forEach(a -> answers.put(a.queryId(), a));
            }
        } finally {
            end(pool);
        }
        return result(queries, answers);
    }

    /** Waits for running queries: what they read is closed next. */
    private static void end(ExecutorService pool) {
        pool.shutdownNow();
        try {
            pool.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long millis(long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    private static List<List<Query>> open(List<Query> queries, Map<String, Answer> answers) {
        Map<String, List<Query>> clips = new LinkedHashMap<>();
        for (Query q : queries) {
            if (!answers.containsKey(q.key())) {
                clips.computeIfAbsent(q.annotation().videoId(), id -> new ArrayList<>())
                        .add(q);
            }
        }
        return List.copyOf(clips.values());
    }

    private Optional<CompletableFuture<Clip>> encodeNext(Iterator<List<Query>> rest, ExecutorService pool) {
        if (!rest.hasNext()) {
            return Optional.empty();
        }
        List<Query> queries = rest.next();
        return Optional.of(CompletableFuture.supplyAsync(() -> encode(queries), pool));
    }

    private Clip encode(List<Query> queries) {
        String id = queries.get(0).annotation().videoId();
        try {
            VideoFeatures video = dataset.video(id);
            VideoInput input = new VideoInput(id, video.values(), video.steps());
            long start = System.nanoTime();
            EncodedVideo encoded = grounder.encode(input);
            LOG.debug(
                    "Clip {}: {} steps encoded in {} ms, {} queries", id, video.steps(), millis(start), queries.size());
            return new Clip(queries, Optional.of(encoded), "");
        } catch (DataException | InputException | NotFiniteException e) {
            return new Clip(queries, Optional.empty(), unusable("Video", id, e));
        }
    }

    private List<Answer> ground(Clip clip, ExecutorService pool, Progress bar) {
        List<CompletableFuture<Answer>> running = new ArrayList<>();
        for (Query q : clip.queries()) {
            running.add(CompletableFuture.supplyAsync(
                    () -> {
                        Answer answer = clip.video()
                                .map(video -> answer(video, q))
                                .orElseGet(() -> new Answer(q.key(), List.of(), clip.missing()));
                        bar.step();
                        return answer;
                    },
                    pool));
        }
        return running.stream().map(GroundJob::join).toList();
    }

    private Answer answer(EncodedVideo video, Query query) {
        AnnotatedQuery q = query.annotation();
        Scored scored;
        try {
            scored = score(video, q);
        } catch (DataException | InputException | NotFiniteException | PostprocessException e) {
            return new Answer(query.key(), List.of(), unusable("Query", q.queryId(), e));
        }
        raw.ifPresent(
                r -> r.write(q.queryId(), scored.levels(), scored.candidates(), scored.windows(), scored.shots()));
        return new Answer(query.key(), scored.windows(), "");
    }

    /** What the network says about a query. */
    private record Scored(
            List<LevelScores> levels, Candidates candidates, List<Window> windows, Optional<Shots> shots) {}

    private Scored score(EncodedVideo video, AnnotatedQuery q) {
        QueryFeatures tokens = dataset.query(q);
        StepObjects objects = grounder.manifest().dimensions().objects()
                ? dataset.objects(q).map(GroundJob::steps).orElse(StepObjects.none())
                : StepObjects.none();
        QueryInput input = new QueryInput(q.queryId(), tokens.values(), tokens.tokens(), objects);
        Optional<OrderPrior> prior = dataset.order(q).map(o -> new OrderPrior(o.number(), o.count()));
        ClipTiming timing = timing(q);
        long start = System.nanoTime();
        List<LevelScores> levels = grounder.score(video, input);
        Candidates candidates = ranking.candidates(levels, prior);
        List<Window> windows = ranking.rank(candidates, timing);
        LOG.debug(
                "Query {}: {} tokens, {} candidates, {} windows in {} ms",
                q.queryId(),
                tokens.tokens(),
                candidates.size(),
                windows.size(),
                millis(start));
        if (windows.isEmpty()) {
            throw new DataException("no window scores high enough, and a submission needs one");
        }
        return new Scored(
                levels,
                candidates,
                windows,
                raw.isPresent() ? dataset.shots(q.videoId(), video.steps()) : Optional.empty());
    }

    private ClipTiming timing(AnnotatedQuery q) {
        DatasetConfig d = dataset.config().dataset();
        return new ClipTiming(d.fps(), d.featStride(), d.numFrames(), q.duration());
    }

    /** Only rows in use, as each is projected. */
    static StepObjects steps(ObjectFrames frames) {
        ObjectFrames used = frames.compact();
        return new StepObjects.Rows(used.table(), used.rows(), used.frames().toArray(int[][]::new));
    }

    /** Why a query is left out, if it may be. */
    private String unusable(String kind, String id, RuntimeException e) {
        String named = kind + " '" + id + "'";
        boolean says = e instanceof MissingFeaturesException || e.getMessage().startsWith(named);
        String reason = says ? e.getMessage() : named + ": " + e.getMessage();
        if (onUnusable == OnUnusable.FAIL) {
            throw new CommandException(
                    reason + "; --on-unusable skip (or --on-missing skip, its old name) leaves such queries out", e);
        }
        return reason;
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

    private static Result result(List<Query> queries, Map<String, Answer> answers) {
        List<Prediction> predictions = new ArrayList<>();
        List<Skipped> skipped = new ArrayList<>();
        for (Query query : queries) {
            AnnotatedQuery q = query.annotation();
            Answer answer = answers.get(query.key());
            if (answer.answered()) {
                predictions.add(new Prediction(q.queryIndex(), q.annotationUid(), q.videoId(), answer.windows()));
            } else {
                skipped.add(new Skipped(q.queryId(), answer.missing()));
            }
        }
        return new Result(predictions, skipped);
    }
}

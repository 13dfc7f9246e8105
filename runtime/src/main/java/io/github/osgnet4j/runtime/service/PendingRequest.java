package io.github.osgnet4j.runtime.service;

import io.github.osgnet4j.postprocess.Candidates;
import io.github.osgnet4j.postprocess.ClipTiming;
import io.github.osgnet4j.postprocess.LevelScores;
import io.github.osgnet4j.postprocess.Ranking;
import io.github.osgnet4j.postprocess.RankingOptions;
import io.github.osgnet4j.postprocess.Window;
import io.github.osgnet4j.runtime.EncodedVideo;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.bundle.Bundle;
import io.github.osgnet4j.runtime.error.DeadlineExceededException;
import io.github.osgnet4j.runtime.error.GrounderException;
import io.github.osgnet4j.runtime.service.GroundingResult.Answer;
import io.github.osgnet4j.runtime.service.RequestReport.Outcome;
import io.github.osgnet4j.runtime.service.StepListener.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A pending request: waits in the queue, then perhaps for the encoding of its video, then runs on one or more workers.
 * Completing its future from outside, by cancelling it or at the deadline, ends it: at once if it is waiting, at the
 * next operation of the network if it is running.
 *
 * @param <T> what its caller wants
 */
final class PendingRequest<T> {

    /** Makes of a finished request what its caller wants. */
    interface Outlet<T> {
        T result(EncodedVideo video, GroundingResult result);
    }

    private final GroundingRequest request;
    private final ServiceParts parts;
    private final Outlet<T> outlet;
    private final CompletableFuture<T> future = new CompletableFuture<>();
    private final RequestClock clock = new RequestClock();
    private final RequestSteps steps;
    private final Answer[] answers;

    private Optional<RequestRun> run = Optional.empty();
    private Optional<Throwable> failure = Optional.empty();
    private int nextQuery;
    private int workers;
    private boolean taken;
    private boolean ended;

    PendingRequest(GroundingRequest request, ServiceParts parts, Outlet<T> outlet) {
        this.request = request;
        this.parts = parts;
        this.outlet = outlet;
        this.steps = new RequestSteps(parts.listeners(), request.video().id());
        this.answers = new Answer[request.queries().size()];
        future.whenComplete((value, problem) -> abandon());
    }

    CompletableFuture<T> future() {
        return future;
    }

    String video() {
        return request.video().id();
    }

    /** Ends the request with a failure from outside. */
    void fail(RuntimeException reason) {
        future.completeExceptionally(reason);
    }

    /** Ends a request that was refused by a full queue. */
    void refuse(RuntimeException reason) {
        synchronized (this) {
            ended = true;
        }
        future.completeExceptionally(reason);
    }

    /** Ends the request because its deadline has passed. */
    void expire(Duration deadline) {
        fail(new DeadlineExceededException(video(), deadline, isTaken()));
    }

    /** The work of the first worker; called again after waiting for another request's encoding. */
    void start() {
        start(Optional.empty());
    }

    private void start(Optional<EncodedVideo> shared) {
        clock.started();
        Optional<RequestRun> begun = begin();
        if (begun.isEmpty()) {
            return;
        }
        RequestRun current = begun.get();
        try {
            Optional<EncodedVideo> video = new VideoLookup(request.video(), parts, clock, steps)
                    .find(current, shared, encoding -> park(current, encoding));
            if (video.isPresent()) {
                current.video(video.get());
                callOthers(current);
            } else {
                return;
            }
        } catch (RuntimeException | Error e) {
            failed(e);
        }
        work(current);
    }

    /** A lease of the bundle and the means to stop; nothing if the request has ended meanwhile. */
    private Optional<RequestRun> begin() {
        synchronized (this) {
            taken = true;
            if (ended) {
                return Optional.empty();
            }
        }
        RequestRun begun;
        try {
            begun = new RequestRun(parts.bundles().lease());
        } catch (GrounderException e) {
            fail(e);
            return Optional.empty();
        }
        synchronized (this) {
            if (ended) {
                begun.close();
                return Optional.empty();
            }
            run = Optional.of(begun);
            workers = 1;
            return run;
        }
    }

    /** Lets the worker go until another request has encoded the video. */
    private void park(RequestRun current, VideoCache.Encoding encoding) {
        boolean waiting;
        synchronized (this) {
            run = Optional.empty();
            workers = 0;
            waiting = !future.isDone();
        }
        current.close();
        if (waiting) {
            encoding.result().thenAccept(video -> parts.queue().resume(() -> start(video)));
        } else {
            abandon();
        }
    }

    private void callOthers(RequestRun current) {
        int batches = -Math.floorDiv(-request.queries().size(), current.batchSize());
        for (int i = 1; i < Math.min(batches, parts.settings().workers()); i++) {
            parts.queue().resume(() -> join(current));
        }
    }

    private void join(RequestRun current) {
        synchronized (this) {
            if (ended || workers == 0 || nextQuery == answers.length) {
                return;
            }
            workers++;
        }
        work(current);
    }

    private void work(RequestRun current) {
        try {
            for (Optional<Span> span = next(current); span.isPresent(); span = next(current)) {
                answer(current, span.get());
            }
        } catch (RuntimeException | Error e) {
            failed(e);
        }
        leave(current);
    }

    /** Queries that run at once. */
    private record Span(int from, int to) {}

    private synchronized Optional<Span> next(RequestRun current) {
        if (nextQuery == answers.length || failure.isPresent() || future.isDone()) {
            return Optional.empty();
        }
        int from = nextQuery;
        nextQuery = Math.min(answers.length, from + current.batchSize());
        return Optional.of(new Span(from, nextQuery));
    }

    private void answer(RequestRun current, Span span) {
        Grounder grounder = current.grounder();
        List<QueryInput> queries = request.queries().subList(span.from(), span.to());
        FlightEvents.Run event = new FlightEvents.Run();
        event.begin();
        long start = System.nanoTime();
        List<List<LevelScores>> scores =
                steps.run(Step.RUN, () -> current.run(() -> grounder.score(current.video(), queries)));
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        event.end();
        if (event.shouldCommit()) {
            event.video = video();
            event.queries = queries.size();
            event.commit();
        }
        clock.ran(time);
        parts.listeners().tell(listener -> listener.ran(queries.size(), time));
        List<Answer> found = clock.rank(() -> steps.run(Step.RANK, () -> rank(grounder, queries, scores)));
        for (int i = 0; i < found.size(); i++) {
            answers[span.from() + i] = found.get(i);
        }
    }

    private List<Answer> rank(Grounder grounder, List<QueryInput> queries, List<List<LevelScores>> scores) {
        ClipTiming timing = grounder.timing(request.durationSeconds());
        RankingOptions options = grounder.ranking().options();
        Ranking ranking = new Ranking(options.withMaxWindows(request.topK().orElse(options.maxWindows())));
        List<Answer> found = new ArrayList<>();
        for (int i = 0; i < queries.size(); i++) {
            found.add(answer(queries.get(i), scores.get(i), ranking, timing));
        }
        return found;
    }

    private Answer answer(QueryInput query, List<LevelScores> scores, Ranking ranking, ClipTiming timing) {
        Candidates candidates = ranking.candidates(scores, query.orderPrior());
        List<Window> windows = ranking.rank(candidates, timing);
        return request.scores()
                ? new Answer(query.id(), windows, scores, Optional.of(candidates))
                : new Answer(query.id(), windows, List.of(), Optional.empty());
    }

    private synchronized void failed(Throwable reason) {
        if (failure.isEmpty()) {
            failure = Optional.of(reason);
        }
    }

    private void leave(RequestRun current) {
        synchronized (this) {
            workers--;
            if (workers > 0) {
                return;
            }
            ended = true;
        }
        current.close();
        Outcome outcome = outcome();
        RequestReport report = report(outcome);
        if (failure.isPresent()) {
            future.completeExceptionally(failure.get());
        } else if (outcome == Outcome.ANSWERED) {
            Bundle bundle = current.grounder().bundle();
            GroundingResult result =
                    new GroundingResult(Arrays.asList(answers), bundle.folder(), bundle.sha256(), report);
            future.complete(outlet.result(current.video(), result));
        }
        parts.queue().finished(this);
    }

    /** The future is complete: stops what runs; ends here and now what waits. */
    private void abandon() {
        synchronized (this) {
            if (ended) {
                return;
            }
            if (run.isPresent()) {
                run.get().terminate();
                return;
            }
            ended = true;
        }
        report(outcome());
        parts.queue().finished(this);
    }

    private RequestReport report(Outcome outcome) {
        RequestReport report = clock.report(request, outcome);
        parts.listeners().tell(listener -> listener.finished(report));
        return report;
    }

    private Outcome outcome() {
        if (!future.isDone()) {
            return failure.isPresent() ? Outcome.FAILED : Outcome.ANSWERED;
        }
        return future.handle((value, problem) ->
                        problem instanceof DeadlineExceededException ? Outcome.EXPIRED : Outcome.CANCELLED)
                .join();
    }

    private synchronized boolean isTaken() {
        return taken;
    }
}

package io.github.osgnet4j.serve;

import io.github.osgnet4j.postprocess.LevelScores;
import io.github.osgnet4j.runtime.GroundingRequest;
import io.github.osgnet4j.runtime.GroundingResult;
import io.github.osgnet4j.runtime.Manifest;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.RequestReport;
import io.github.osgnet4j.runtime.ServiceStatus;
import io.github.osgnet4j.runtime.UnknownVideoException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Runs checked requests. */
final class Grounding {

    private final Backend backend;
    private final QueryPreparation preparation;

    Grounding(Backend backend) {
        this.backend = backend;
        this.preparation = new QueryPreparation(backend);
    }

    /** What the network is given for a request. */
    QueryInput input(GroundCall call) {
        return preparation.input(call);
    }

    /** Answers one request. */
    Answer answer(GroundCall call) throws InterruptedException {
        requirePlace(call.target().model());
        return answers(List.of(call), List.of(input(call)), call.deadline(), Duration.ZERO)
                .get(0);
    }

    /**
     * Answers requests with one target, one duration and one set of options, at the same time.
     *
     * @param inputs of each
     * @param deadline of all
     * @param queueWait for a place in the queue
     */
    List<Answer> answers(List<GroundCall> calls, List<QueryInput> inputs, Duration deadline, Duration queueWait)
            throws InterruptedException {
        GroundCall first = calls.get(0);
        Target target = first.target();
        GroundingResult result = await(
                target,
                target.model()
                        .service()
                        .groundAsync(new GroundingRequest(
                                target.source(),
                                inputs,
                                first.duration(),
                                first.options().topK(),
                                first.options().scores(),
                                Optional.of(deadline),
                                Optional.of(queueWait))));
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            answers.add(answer(calls.get(i), result.answers().get(i), result.report()));
        }
        return answers;
    }

    /** Refuses at once what the queue would refuse after its input is read: an overload shall cost little. */
    private static void requirePlace(Model model) {
        ServiceStatus status = model.service().status();
        if (status.queued() >= status.queueCapacity()) {
            throw new ProblemException(
                    ProblemType.QUEUE_FULL,
                    "All " + status.queueCapacity() + " places in the queue of model " + model.name()
                            + " are taken, try again later");
        }
    }

    /** Waits for what a service promised about a video, and takes note where the video is gone. */
    <T> T await(Target target, CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (InterruptedException e) {
            future.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownVideoException) {
                target.video().ifPresent(video -> backend.videos().expired(video.handle()));
            }
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private Answer answer(GroundCall call, GroundingResult.Answer found, RequestReport report) {
        Target target = call.target();
        Optional<List<ScoreCurve>> levels =
                call.options().scores() ? Optional.of(curves(call, found.scores())) : Optional.empty();
        return new Answer(
                target.model().name(),
                target.clip().map(Clip::id),
                target.video().map(StoredVideo::handle),
                call.duration(),
                target.video()
                        .map(StoredVideo::steps)
                        .orElseGet(() ->
                                backend.requireCatalog().steps(target.clip().orElseThrow())),
                Answer.Query.of(call.asked()),
                Answer.spans(found.windows()),
                levels,
                call.objects() ? Optional.of(objects(call)) : Optional.empty(),
                Answer.cache(report),
                Answer.Timings.of(report));
    }

    private static List<ScoreCurve> curves(GroundCall call, List<LevelScores> levels) {
        Manifest.Preprocessing timing = call.target().model().manifest().preprocessing();
        List<ScoreCurve> curves = new ArrayList<>();
        for (LevelScores level : levels) {
            curves.add(
                    ScoreCurve.of(curves.size(), level, timing, call.options().points()));
        }
        return curves;
    }

    private List<FoundObject> objects(GroundCall call) {
        return FoundObject.of(
                preparation.seen(call), call.target().model().secondsPerStep(), call.duration(), backend.names());
    }
}

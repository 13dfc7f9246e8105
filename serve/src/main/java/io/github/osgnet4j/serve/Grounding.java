package io.github.osgnet4j.serve;

import io.github.osgnet4j.postprocess.LevelScores;
import io.github.osgnet4j.postprocess.Window;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.service.GroundingRequest;
import io.github.osgnet4j.runtime.service.GroundingResult;
import io.github.osgnet4j.runtime.service.RequestReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs checked requests. */
final class Grounding {

    /** What an answer tells of the objects at most, as /api/clips/{clip}/objects does unless told otherwise. */
    private static final int MOST_OBJECTS = 50;

    /** Bytes that a point of a curve, or a range of an object, takes as a value and as JSON. */
    private static final int POINT_BYTES = 40;

    private static final int RANGE_BYTES = 120;

    private final Backend backend;
    private final BodyMemory.Share memory;
    private final Exchange exchange;

    /**
     * Runs requests.
     *
     * @param memory that the answers are taken from
     * @param exchange that they belong to
     */
    Grounding(Backend backend, BodyMemory.Share memory, Exchange exchange) {
        this.backend = backend;
        this.memory = memory;
        this.exchange = exchange;
    }

    /**
     * A request for which everything is read.
     *
     * @param call the request
     * @param input what the network is given
     * @param objects for the answer, if it is to tell them
     */
    record Ready(GroundCall call, QueryInput input, Optional<List<FoundObject>> objects) {}

    /** Reads what a request needs. */
    Ready prepare(GroundCall call) {
        if (call.options().scores()) {
            memory.take((long) call.target()
                            .model()
                            .manifest()
                            .dimensions()
                            .strides()
                            .size()
                    * call.options().points()
                    * POINT_BYTES);
        }
        return new Ready(call, input(call), call.objects() ? Optional.of(objects(call)) : Optional.empty());
    }

    private QueryInput input(GroundCall call) {
        return call.asked()
                .annotated()
                .map(query -> backend.requireCatalog().query(query))
                .orElseGet(() -> new FreeQuery(backend, call).input());
    }

    private List<FoundObject> objects(GroundCall call) {
        List<FoundObject> found = FoundObject.of(
                        call.seen(backend), call.target().model().secondsPerStep(), call.duration(), backend.names())
                .stream()
                .limit(MOST_OBJECTS)
                .toList();
        memory.take(found.stream().mapToLong(o -> o.ranges().size()).sum() * RANGE_BYTES);
        return found;
    }

    /** Answers one request. */
    Answer answer(GroundCall call) throws InterruptedException {
        call.target().model().requirePlace();
        Ready ready = prepare(call);
        return answer(ready, run(List.of(ready), Duration.ZERO), 0, Integer.MAX_VALUE);
    }

    /**
     * Runs requests with one target, one duration, one deadline and one set of options at the same time.
     *
     * @param queueWait for a place in the queue
     */
    GroundingResult run(List<Ready> requests, Duration queueWait) throws InterruptedException {
        GroundCall first = requests.get(0).call();
        GroundTarget target = first.target();
        return backend.ask(
                Observing.Step.GROUND,
                target,
                () -> target.model()
                        .service()
                        .groundAsync(new GroundingRequest(
                                target.source(),
                                requests.stream().map(Ready::input).toList(),
                                first.duration(),
                                first.options().topK(),
                                first.options().scores(),
                                Optional.of(first.deadline().left()),
                                Optional.of(queueWait))));
    }

    /**
     * The answer to a request that has run, of which note is taken.
     *
     * @param index of it among those that ran together
     * @param wanted windows at most that the client will be given
     */
    Answer answer(Ready ready, GroundingResult result, int index, int wanted) {
        GroundCall call = ready.call();
        GroundingResult.Answer found = result.answers().get(index);
        RequestReport report = result.report();
        GroundTarget target = call.target();
        Optional<List<ScoreCurve>> levels =
                call.options().scores() ? Optional.of(curves(call, found.scores())) : Optional.empty();
        Answer answer = new Answer(
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
                ready.objects(),
                Answer.cache(report),
                Answer.Timings.of(report));
        note(call, result, found.windows(), answer, wanted);
        return answer;
    }

    /** Takes note of an answer, for the page and for the audit. */
    private void note(GroundCall call, GroundingResult result, List<Window> found, Answer answer, int wanted) {
        backend.split().ifPresent(split -> split.note(call, result.bundle(), found));
        exchange.questions()
                .add(new AuditEntry.Question(
                        answer.model(),
                        result.bundleSha256(),
                        answer.clip(),
                        answer.video(),
                        answer.query().id(),
                        answer.query().text(),
                        Math.min(wanted, found.size())));
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
}

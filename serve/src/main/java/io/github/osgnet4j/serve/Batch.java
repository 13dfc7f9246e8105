package io.github.osgnet4j.serve;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.osgnet4j.runtime.InputException;
import io.github.osgnet4j.runtime.NotFiniteException;
import io.github.osgnet4j.runtime.QueryInput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Several requests in one: those that can run together do, and each gets an answer of its own. */
final class Batch {

    private final Grounding grounding;
    private final GroundReader reader;
    private final long end;
    private final Entry[] entries;

    /** The answer to one request, as JSON has it. */
    record Entry(int status, Optional<Answer> result, Optional<Problem> problem) {

        static Entry of(Answer answer) {
            return new Entry(200, Optional.of(answer), Optional.empty());
        }

        static Entry of(Throwable failure) {
            Problem problem = Problem.of(failure);
            return new Entry(problem.status(), Optional.empty(), Optional.of(problem));
        }
    }

    /** A request that can run. */
    private record Ready(int index, GroundCall call, QueryInput input) {}

    /** What requests that run together share. */
    private record Group(String model, String video, double duration, GroundCall.Options options) {

        static Group of(GroundCall call) {
            return new Group(
                    call.target().model().name(), call.target().source().id(), call.duration(), call.options());
        }
    }

    Batch(Grounding grounding, GroundReader reader, Duration deadline, int size) {
        this.grounding = grounding;
        this.reader = reader;
        this.end = System.nanoTime() + deadline.toNanos();
        this.entries = new Entry[size];
    }

    /** The answers, in the order of the requests. */
    List<Entry> run(List<JsonNode> requests) throws InterruptedException {
        Map<Group, List<Ready>> groups = new LinkedHashMap<>();
        for (int i = 0; i < requests.size(); i++) {
            try {
                GroundCall call = reader.read(requests.get(i), "/requests/" + i);
                groups.computeIfAbsent(Group.of(call), group -> new ArrayList<>())
                        .add(new Ready(i, call, grounding.input(call)));
            } catch (RuntimeException e) {
                entries[i] = Entry.of(e);
            }
        }
        for (List<Ready> group : groups.values()) {
            runTogether(group);
        }
        return List.of(entries);
    }

    private void runTogether(List<Ready> group) throws InterruptedException {
        try {
            List<GroundCall> calls = group.stream().map(Ready::call).toList();
            List<Answer> answers =
                    grounding.answers(calls, group.stream().map(Ready::input).toList(), left(calls), left(calls));
            for (int i = 0; i < answers.size(); i++) {
                entries[group.get(i).index()] = Entry.of(answers.get(i));
            }
        } catch (InputException | NotFiniteException e) {
            if (group.size() == 1) {
                entries[group.get(0).index()] = Entry.of(e);
                return;
            }
            // One of them cannot be answered: the others shall not suffer.
            for (Ready ready : group) {
                runTogether(List.of(ready));
            }
        } catch (RuntimeException e) {
            group.forEach(ready -> entries[ready.index()] = Entry.of(e));
        }
    }

    /** The time for some requests: none has a longer one than it asked for. */
    private Duration left(List<GroundCall> calls) {
        long left = end - System.nanoTime();
        if (left <= 0) {
            throw new ProblemException(
                    ProblemType.DEADLINE_EXCEEDED, "The requests before this one took the time of the batch");
        }
        return calls.stream()
                .map(GroundCall::deadline)
                .reduce(Duration.ofNanos(left), (a, b) -> a.compareTo(b) < 0 ? a : b);
    }
}

package io.github.osgnet4j.serve;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.osgnet4j.postprocess.SequenceDecoder;
import io.github.osgnet4j.runtime.error.InputException;
import io.github.osgnet4j.runtime.error.NotFiniteException;
import io.github.osgnet4j.runtime.service.GroundingResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Several requests in one: those that can run together do, and each gets its own answer. */
final class Batch {

    private final Grounding grounding;
    private final GroundReader reader;
    private final long start;
    private final boolean sequence;
    private final Entry[] entries;
    private final int[] wanted;

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

    /** A request that can run, and its place among all. */
    private record Numbered(int index, Grounding.Ready ready) {}

    /** What requests that run together share. */
    private record Group(String model, String video, double duration, GroundCall.Options options, Deadline deadline) {

        static Group of(GroundCall call) {
            return new Group(
                    call.target().model().name(),
                    call.target().source().id(),
                    call.duration(),
                    call.options(),
                    call.deadline());
        }
    }

    /**
     * A batch.
     *
     * @param start when it came, by {@link System#nanoTime}
     * @param sequence whether requests are steps, whose windows are chosen among more than are wanted
     * @param size requests in it
     */
    Batch(Grounding grounding, GroundReader reader, long start, boolean sequence, int size) {
        this.grounding = grounding;
        this.reader = reader;
        this.start = start;
        this.sequence = sequence;
        this.entries = new Entry[size];
        this.wanted = new int[size];
    }

    /** The answers, in the order of the requests. */
    BatchAnswer answer(List<JsonNode> requests) throws InterruptedException {
        List<Entry> answers = run(requests);
        return sequence ? BatchAnswer.inSequence(answers, wanted) : BatchAnswer.of(answers);
    }

    private List<Entry> run(List<JsonNode> requests) throws InterruptedException {
        Map<Group, List<Numbered>> groups = new LinkedHashMap<>();
        for (int i = 0; i < requests.size(); i++) {
            try {
                GroundCall call = toFind(reader.read(requests.get(i), "/requests/" + i, start), i);
                groups.computeIfAbsent(Group.of(call), group -> new ArrayList<>())
                        .add(new Numbered(i, grounding.prepare(call)));
            } catch (RuntimeException e) {
                entries[i] = Entry.of(e);
            }
        }
        for (List<Numbered> group : groups.values()) {
            if (!group.isEmpty()) {
                runTogether(group);
            }
        }
        return List.of(entries);
    }

    /** A request for as many windows as have to be found; notes how many are wanted. */
    private GroundCall toFind(GroundCall call, int index) {
        if (!sequence) {
            return call;
        }
        wanted[index] = call.options()
                .topK()
                .orElse(call.target().model().manifest().ranking().maxWindows());
        int found = SequenceDecoder.windowsToFind(wanted[index]);
        if (found > SequenceDecoder.MOST_WINDOWS) {
            throw ProblemException.invalid(
                    call.pointer() + "/topK",
                    "topK: expected 1 to " + SequenceDecoder.MOST_WINDOWS + " for a step of a sequence");
        }
        return call.withTopK(found);
    }

    private void runTogether(List<Numbered> group) throws InterruptedException {
        try {
            List<Grounding.Ready> ready = group.stream().map(Numbered::ready).toList();
            GroundingResult result =
                    grounding.run(ready, ready.get(0).call().deadline().left());
            for (int i = 0; i < group.size(); i++) {
                entries[group.get(i).index()] = entry(group.get(i).index(), ready.get(i), result, i);
            }
        } catch (InputException | NotFiniteException e) {
            if (group.size() == 1) {
                entries[group.get(0).index()] = Entry.of(e);
                return;
            }
            // One of them cannot be answered: the others must not suffer.
            for (Numbered one : group) {
                runTogether(List.of(one));
            }
        } catch (RuntimeException e) {
            group.forEach(one -> entries[one.index()] = Entry.of(e));
        }
    }

    private Entry entry(int index, Grounding.Ready ready, GroundingResult result, int i) {
        try {
            return Entry.of(grounding.answer(ready, result, i, sequence ? wanted[index] : Integer.MAX_VALUE));
        } catch (RuntimeException e) {
            return Entry.of(e);
        }
    }
}

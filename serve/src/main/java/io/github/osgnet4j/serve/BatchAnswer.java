package io.github.osgnet4j.serve;

import io.github.osgnet4j.data.submission.StepOrder;
import io.github.osgnet4j.postprocess.SequenceDecoder;
import io.github.osgnet4j.postprocess.SequenceOptions;
import io.github.osgnet4j.postprocess.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The JSON answers to a batch.
 *
 * @param answers in the order of the requests
 * @param warning what the client should know of them all, if anything
 */
record BatchAnswer(List<Batch.Entry> answers, Optional<String> warning) {

    private static final String LEAKAGE = "leakage: the order of NLQ's queries is that in which annotators wrote them";

    /** What makes requests the steps of one sequence. */
    private record Video(String model, Optional<String> clip, Optional<String> video) {

        static Video of(Answer answer) {
            return new Video(answer.model(), answer.clip(), answer.video());
        }
    }

    /** Answers that have nothing to do with each other. */
    static BatchAnswer of(List<Batch.Entry> answers) {
        return new BatchAnswer(answers, Optional.empty());
    }

    /**
     * Answers to steps: the windows of those of one video are ordered by what all of them say together.
     *
     * @param wanted windows of each answer that stay
     */
    static BatchAnswer inSequence(List<Batch.Entry> answers, int[] wanted) {
        Map<Video, List<Integer>> videos = new LinkedHashMap<>();
        for (int i = 0; i < answers.size(); i++) {
            int index = i;
            answers.get(i)
                    .result()
                    .ifPresent(answer -> videos.computeIfAbsent(Video.of(answer), video -> new ArrayList<>())
                            .add(index));
        }
        List<Batch.Entry> ordered = new ArrayList<>(answers);
        videos.values().forEach(steps -> order(ordered, steps, wanted));
        boolean leaks = answers.stream()
                .flatMap(entry -> entry.result().stream())
                .flatMap(answer -> answer.query().type().stream())
                .anyMatch(StepOrder::leaks);
        return new BatchAnswer(ordered, leaks ? Optional.of(LEAKAGE) : Optional.empty());
    }

    private static void order(List<Batch.Entry> answers, List<Integer> steps, int[] wanted) {
        List<Answer> found =
                steps.stream().map(i -> answers.get(i).result().orElseThrow()).toList();
        List<List<Window>> ordered = new SequenceDecoder(SequenceOptions.defaults())
                .order(found.stream()
                        .map(answer -> Answer.windows(answer.windows()))
                        .toList());
        for (int i = 0; i < found.size(); i++) {
            int step = steps.get(i);
            List<Window> first = ordered.get(i).stream().limit(wanted[step]).toList();
            answers.set(step, Batch.Entry.of(found.get(i).withWindows(Answer.spans(first))));
        }
    }
}

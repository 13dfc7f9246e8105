package io.github.osgnet4j.runtime.service;

import io.github.osgnet4j.postprocess.Candidates;
import io.github.osgnet4j.postprocess.LevelScores;
import io.github.osgnet4j.postprocess.Window;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The result of a {@link GroundingRequest}.
 *
 * @param answers one per query, in their order
 * @param bundle folder of the bundle that answered
 * @param bundleSha256 of its manifest, as {@link io.github.osgnet4j.runtime.bundle.Bundle#sha256} gives it
 * @param report how the request went
 */
public record GroundingResult(List<Answer> answers, Path bundle, String bundleSha256, RequestReport report) {

    /** Copies the list. */
    public GroundingResult {
        answers = List.copyOf(answers);
    }

    /**
     * The answer to one query.
     *
     * @param query id of the query
     * @param windows in seconds, best first, at least one
     * @param scores of every position, one element per level, the finest first; empty unless the request wanted them
     * @param candidates before NMS, in feature steps; empty unless the request wanted scores
     */
    public record Answer(
            String query, List<Window> windows, List<LevelScores> scores, Optional<Candidates> candidates) {

        /** Copies the lists. */
        public Answer {
            windows = List.copyOf(windows);
            scores = List.copyOf(scores);
        }
    }

    /** The windows of the only query. */
    List<Window> single() {
        return answers.get(0).windows();
    }
}

package io.github.osgnet4j.postprocess;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Candidates to the few that are answers: suppression per class or across classes, voting, the best of all
 * ({@code batched_nms} of the official code). Immutable.
 */
public final class Nms {

    private final RankingOptions options;

    /** NMS with the method and thresholds of the given options. */
    public Nms(RankingOptions options) {
        this.options = options;
    }

    /**
     * At most {@link RankingOptions#maxWindows} candidates, highest score first; equal scores by class, then in order of
     * selection. Empty only if there are no candidates, or with {@link NmsMethod#HARD} if no score exceeds the minimum.
     */
    public Candidates select(Candidates candidates) {
        if (options.method() == NmsMethod.NONE) {
            return candidates.best(options.maxWindows());
        }
        Candidates selected = options.multiclass() ? ofEachClass(candidates) : acrossClasses(candidates);
        return selected.best(options.maxWindows());
    }

    private Candidates ofEachClass(Candidates candidates) {
        List<Candidates> selected = Arrays.stream(candidates.labels())
                .distinct()
                .sorted()
                .mapToObj(label -> suppress(ofClass(candidates, label)))
                .toList();
        return Candidates.concat(selected);
    }

    private static Candidates ofClass(Candidates candidates, int label) {
        int[] places = IntStream.range(0, candidates.size())
                .filter(i -> candidates.labels()[i] == label)
                .toArray();
        return candidates.pick(places, places.length);
    }

    private Candidates acrossClasses(Candidates candidates) {
        Candidates selected = suppress(candidates);
        float voting = (float) options.votingThreshold();
        return voting > 0 ? ScoreVoting.refine(selected, candidates, voting) : selected;
    }

    private Candidates suppress(Candidates candidates) {
        return options.method() == NmsMethod.HARD
                ? HardNms.select(candidates, options, options.maxWindows())
                : SoftNms.select(candidates, options, options.maxWindows());
    }
}

package io.github.osgnet4j.postprocess;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Selects the answers among the candidates: suppression per class or across classes, voting, and the best overall
 * ({@code batched_nms} of the official code). Immutable.
 */
public final class Nms {

    private final RankingOptions options;

    /** NMS with the method and thresholds of the given options. */
    public Nms(RankingOptions options) {
        this.options = options;
    }

    /**
     * At most {@link RankingOptions#maxWindows} candidates, highest score first; equal scores as PyTorch sorts
     * them on a CPU. Empty only if there are no candidates, or with {@link NmsMethod#HARD} if no score exceeds the minimum.
     */
    public Candidates select(Candidates candidates) {
        if (options.method() == NmsMethod.NONE) {
            return candidates.best(options.maxWindows());
        }
        Candidates selected = options.multiclass() ? ofEachClass(candidates) : acrossClasses(candidates);
        return selected.best(options.maxWindows());
    }

    private Candidates ofEachClass(Candidates candidates) {
        int[] byClass = stableOrder(candidates.labels());
        List<Candidates> selected = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= byClass.length; i++) {
            if (i == byClass.length
                    || candidates.labels()[byClass[i]] != candidates.labels()[byClass[from]]) {
                selected.add(suppress(candidates.pick(Arrays.copyOfRange(byClass, from, i), i - from)));
                from = i;
            }
        }
        return Candidates.concat(selected);
    }

    /** Places of the labels, lowest first, equal ones in their original order. */
    private static int[] stableOrder(int[] labels) {
        return IntStream.range(0, labels.length)
                .mapToLong(i -> ((long) labels[i] << 32) | i)
                .sorted()
                .mapToInt(key -> (int) key)
                .toArray();
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

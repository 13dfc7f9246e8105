package io.github.osgnet4j.postprocess;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Turns the outputs of the network's heads for a query into windows in seconds: decoding, NMS and clamping to the clip,
 * as {@code inference} and {@code postprocessing} of the official code. Immutable and thread-safe.
 */
public final class Ranking {

    private final RankingOptions options;
    private final Decoder decoder;
    private final Nms nms;

    /** A ranking with the given options. */
    public Ranking(RankingOptions options) {
        this.options = options;
        decoder = new Decoder(options);
        nms = new Nms(options);
    }

    /** The options of this ranking. */
    public RankingOptions options() {
        return options;
    }

    /**
     * The windows of a query, best first: at least one, at most {@link RankingOptions#maxWindows}.
     *
     * @param levels scores of all levels, the finest first
     * @param clip how feature steps become seconds
     * @param prior place of the query among those of its video; ignored unless {@link RankingOptions#orderPrior}, and
     *     without it there is no prior whatever the options say
     * @throws PostprocessException if the scores are unusable
     */
    public List<Window> rank(List<LevelScores> levels, ClipTiming clip, Optional<OrderPrior> prior) {
        return rank(candidates(levels, prior), clip);
    }

    /**
     * The candidates before NMS in feature steps, level after level, best first within a level.
     *
     * @param levels scores of all levels, the finest first
     * @param prior as in {@link #rank(List, ClipTiming, Optional)}
     * @throws PostprocessException if the scores are unusable
     */
    public Candidates candidates(List<LevelScores> levels, Optional<OrderPrior> prior) {
        return decoder.decode(levels, options.orderPrior() ? prior : Optional.empty());
    }

    /**
     * The windows of candidates that {@link #candidates} gave.
     *
     * @param candidates before NMS
     * @param clip how feature steps become seconds
     */
    public List<Window> rank(Candidates candidates, ClipTiming clip) {
        Candidates selected = nms.select(candidates);
        // A query always gets an answer, also where hard NMS finds none good enough.
        Candidates answers = selected.size() > 0 ? selected : candidates.best(1);
        return IntStream.range(0, answers.size())
                .mapToObj(i ->
                        new Window(clip.seconds(answers.start(i)), clip.seconds(answers.end(i)), answers.scores()[i]))
                .toList();
    }
}

package io.github.osgnet4j.postprocess;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apiguardian.api.API;

/**
 * Reorders the windows of a video's steps considering all steps together, if steps are asked in the order in which they
 * happen, as in GoalStep, where 98.3 % of the steps of the validation split start no earlier than the previous one.
 *
 * <p>A sequence takes one window {@code w_q = [s_q, e_q]} of each step {@code q}, or skips the step because none of its
 * windows is right. With the score {@code p_q} of the window and the best score {@code p*_q} of its step, it costs
 *
 * <pre>
 * cost  =  sum over the steps taken:     scoreWeight ln(1 / max(p_q / p*_q, 1e-4))  +  laterCost [w_q is not the best]
 *        + sum over consecutive ones:    min(backCap, backWeight max(0, s_q - s_r - backTolerance))
 *                                      + min(gapCap, gapWeight ln(1 + d / (gapScale + m skippedSeconds)))
 *        + sum over the steps skipped:   the skipPercentile of the costs of going on to a window
 * </pre>
 *
 * where {@code p_q / p*_q} counts as 1 if {@code p*_q} is not above 0, so that such scores only say which window is the best
 * (the first of the highest), and decide between windows of equal probability. In a pair, {@code r} follows {@code q} after {@code m} skipped steps, at most {@code maxSkipped}, and {@code d} is the gap
 * {@code s_r - e_q}, or {@code overlapWeight} times the overlap if they overlap. A step may have parts, which are annotated
 * after it: if {@code w_r} is shorter than 0.7 times {@code w_q}, {@code d} is no more than
 * {@code |s_r - s_q| + partSeconds}. Going back is not forbidden but capped: a
 * wrong window must not drag its neighbours along. Steps mostly begin where the one before ends, which is what the second
 * line of a pair says. The cost of skipping is a percentile over the windows of all steps but the first, of the least that
 * it costs to get there from the step before, the window's own cost included.
 *
 * <p>Sequences have probabilities proportional to {@code exp(-cost)}, and a window that of all sequences through it; the
 * windows of a step are ordered by it. Both are exact: forward and backward sums (Rabiner, A Tutorial on Hidden Markov
 * Models, 1989) take O(steps x windows^2) for a given {@code maxSkipped}. Decoding by the order of steps follows the
 * Viterbi decoding of HiERO (Peirone et al., 2025), skipping at a percentile of the costs Drop-DTW (Dvornik et al., 2021).
 *
 * <p>Immutable and thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class SequenceDecoder {

    /** Differences of such times are numbers that can be counted with. */
    private static final double MOST_SECONDS = 1e12;

    /** Maximum number of windows per step: time grows with its square. */
    public static final int MOST_WINDOWS = 1000;

    /** Windows a step that are enough to choose from: right ones stand beyond the first five too. */
    private static final int ENOUGH_WINDOWS = 10;

    private final SequenceOptions options;

    /** A decoder with the given options. */
    public SequenceDecoder(SequenceOptions options) {
        this.options = options;
    }

    /**
     * The number of windows to find for a step if {@code wanted} are to be returned: they are chosen among at least
     * ten.
     */
    public static int windowsToFind(int wanted) {
        return Math.max(wanted, ENOUGH_WINDOWS);
    }

    /**
     * The windows of each step, the most probable first; of equally probable ones that with the higher score, else they
     * stay in their order. Windows keep their scores, which therefore need not be descending.
     *
     * @param steps of one video in their order: the windows of each, in seconds with scores; a step may have none
     * @return the same windows in another order, step by step
     * @throws PostprocessException if a step has more than {@link #MOST_WINDOWS}, a score is not finite, or a start or an
     *     end is not within 1e12 seconds
     */
    public List<List<Window>> order(List<List<Window>> steps) {
        int[][] orders = orders(steps);
        List<List<Window>> ordered = new ArrayList<>(steps.size());
        for (int q = 0; q < orders.length; q++) {
            ordered.add(Arrays.stream(orders[q]).mapToObj(steps.get(q)::get).toList());
        }
        return ordered;
    }

    /** The first windows of each step in that order, at most the given number. */
    public List<List<Window>> order(List<List<Window>> steps, int most) {
        return order(steps).stream()
                .map(windows -> windows.stream().limit(most).toList())
                .toList();
    }

    /** The same as places in the lists. */
    int[][] orders(List<List<Window>> steps) {
        double[][] probabilities = probabilities(steps);
        return IntStream.range(0, probabilities.length)
                .mapToObj(q -> descending(probabilities[q], steps.get(q)))
                .toArray(int[][]::new);
    }

    private static int[] descending(double[] values, List<Window> windows) {
        return IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> -values[i])
                        .thenComparingDouble(i -> -windows.get(i).score()))
                .mapToInt(i -> i)
                .toArray();
    }

    /**
     * The probability that each window is the right one for its step.
     *
     * @param steps as for {@link #order}
     * @return [step][window], 0 to 1; what is missing to a sum of 1 over the windows of a step is the probability that it is
     *     skipped
     * @throws PostprocessException as {@link #order(List)}
     */
    public double[][] probabilities(List<List<Window>> steps) {
        for (int q = 0; q < steps.size(); q++) {
            check(q, steps.get(q));
        }
        List<List<Window>> answered =
                steps.stream().filter(windows -> !windows.isEmpty()).toList();
        double[][] found = answered.isEmpty()
                ? new double[0][]
                : new ForwardBackward(new SequenceCosts(answered, options), options.maxSkipped()).probabilities();
        double[][] probabilities = new double[steps.size()][0];
        int next = 0;
        for (int q = 0; q < probabilities.length; q++) {
            if (!steps.get(q).isEmpty()) {
                probabilities[q] = found[next++];
            }
        }
        return probabilities;
    }

    private static void check(int step, List<Window> windows) {
        if (windows.size() > MOST_WINDOWS) {
            throw new PostprocessException("step " + step + " has " + windows.size() + " windows, expected "
                    + MOST_WINDOWS + " at most, as the time grows with their square");
        }
        for (int i = 0; i < windows.size(); i++) {
            Window window = windows.get(i);
            boolean usable = Math.abs(window.start()) <= MOST_SECONDS
                    && Math.abs(window.end()) <= MOST_SECONDS
                    && Double.isFinite(window.score());
            if (!usable) {
                throw new PostprocessException("window " + i + " of step " + step + " is " + window
                        + ", expected a finite score, and a start and an end within " + MOST_SECONDS + " seconds");
            }
        }
    }
}

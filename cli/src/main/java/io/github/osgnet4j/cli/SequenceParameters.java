package io.github.osgnet4j.cli;

import io.github.osgnet4j.postprocess.PostprocessException;
import io.github.osgnet4j.postprocess.SequenceOptions;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a sequence of steps is believed to be like, as options of a command. */
final class SequenceParameters {

    private final SequenceOptions.Builder options = SequenceOptions.builder();
    private boolean given;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--score-weight",
            converter = DecimalNumber.class,
            paramLabel = "W",
            description = "Weight of the logarithm of a window's score (default: 0.55).")
    void scoreWeight(double value) {
        set(options::scoreWeight, value);
    }

    @Option(
            names = "--later-cost",
            converter = DecimalNumber.class,
            paramLabel = "C",
            description = "Cost of every window except the one with the highest score (default: 1.2).")
    void laterCost(double value) {
        set(options::laterCost, value);
    }

    @Option(
            names = "--back-weight",
            converter = DecimalNumber.class,
            paramLabel = "W",
            description = "Cost of each second that a step starts before the previous one (default: 0.4).")
    void backWeight(double value) {
        set(options::backWeight, value);
    }

    @Option(
            names = "--back-tolerance",
            converter = DecimalNumber.class,
            paramLabel = "SECONDS",
            description = "Seconds that a step may start before the previous one at no cost (default: 1).")
    void backTolerance(double value) {
        set(options::backTolerance, value);
    }

    @Option(
            names = "--back-cap",
            converter = DecimalNumber.class,
            paramLabel = "C",
            description = "Maximum cost of going back; 0: going back costs nothing (default: 6).")
    void backCap(double value) {
        set(options::backCap, value);
    }

    @Option(
            names = "--gap-weight",
            converter = DecimalNumber.class,
            paramLabel = "W",
            description = "Weight of the logarithm of the gap to the previous step; 0: gaps cost nothing (default: 1).")
    void gapWeight(double value) {
        set(options::gapWeight, value);
    }

    @Option(
            names = "--gap-scale",
            converter = DecimalNumber.class,
            paramLabel = "SECONDS",
            description = "A gap much shorter than this costs little (default: 2.5).")
    void gapScale(double value) {
        set(options::gapScale, value);
    }

    @Option(
            names = "--overlap-weight",
            converter = DecimalNumber.class,
            paramLabel = "W",
            description = "A second of overlap counts as this many seconds of gap (default: 2.5).")
    void overlapWeight(double value) {
        set(options::overlapWeight, value);
    }

    @Option(
            names = "--part-seconds",
            converter = DecimalNumber.class,
            paramLabel = "SECONDS",
            description = "Gap that a step within the previous one counts as, in addition to the seconds between"
                    + " their starts (default: 5).")
    void partSeconds(double value) {
        set(options::partSeconds, value);
    }

    @Option(
            names = "--gap-cap",
            converter = DecimalNumber.class,
            paramLabel = "C",
            description = "Maximum cost of a gap (default: 6).")
    void gapCap(double value) {
        set(options::gapCap, value);
    }

    @Option(
            names = "--max-skipped",
            converter = WholeNumber.Natural.class,
            paramLabel = "N",
            description = "How many steps in a row may have no right window; 0: each has one (default: 2).")
    void maxSkipped(int value) {
        set(options::maxSkipped, value);
    }

    @Option(
            names = "--skip-percentile",
            converter = DecimalNumber.class,
            paramLabel = "P",
            description = "Cost of skipping a step: this percentile of what it costs to go on to a window"
                    + " (default: 40).")
    void skipPercentile(double value) {
        set(options::skipPercentile, value);
    }

    @Option(
            names = "--skipped-seconds",
            converter = DecimalNumber.class,
            paramLabel = "SECONDS",
            description = "The gap scale grows by this for each skipped step (default: 20).")
    void skippedSeconds(double value) {
        set(options::skippedSeconds, value);
    }

    private <T> void set(Consumer<T> setter, T value) {
        setter.accept(value);
        given = true;
    }

    /** Whether any was given. */
    boolean given() {
        return given;
    }

    /**
     * What the options say.
     *
     * @throws ParameterException if a number is out of its range
     */
    SequenceOptions options() {
        try {
            return options.build();
        } catch (PostprocessException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** The command line of options. */
    static String line(SequenceOptions o) {
        return String.format(
                Locale.ROOT,
                "--score-weight %s --later-cost %s --back-weight %s --back-tolerance %s --back-cap %s --gap-weight %s"
                        + " --gap-scale %s --overlap-weight %s --part-seconds %s --gap-cap %s --max-skipped %d --skip-percentile %s"
                        + " --skipped-seconds %s",
                number(o.scoreWeight()),
                number(o.laterCost()),
                number(o.backWeight()),
                number(o.backTolerance()),
                number(o.backCap()),
                number(o.gapWeight()),
                number(o.gapScale()),
                number(o.overlapWeight()),
                number(o.partSeconds()),
                number(o.gapCap()),
                o.maxSkipped(),
                number(o.skipPercentile()),
                number(o.skippedSeconds()));
    }

    private static String number(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}

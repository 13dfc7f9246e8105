package io.github.osgnet4j.cli;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.report.ReportException;
import io.github.osgnet4j.report.TrainingReport;
import io.github.osgnet4j.train.TrainingListener;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a user sees while a run goes on. */
final class TrainingConsole implements TrainingListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TrainingConsole.class);

    private final Path output;
    private final boolean quiet;
    private volatile Progress progress = new Progress.Silent();
    private volatile boolean started;
    private volatile long saved;
    private long taken;
    private long steps;
    private double load;
    private double forward;
    private double backward;
    private double optimizer;

    /** @param output folder of the run */
    TrainingConsole(Path output, boolean quiet) {
        this.output = output;
        this.quiet = quiet;
    }

    @Override
    public void started(long step, long totalSteps) {
        saved = step;
        started = true;
        progress = Progress.start("train", "steps", totalSteps, step, !quiet);
    }

    @Override
    public void stepped(StepReport r) {
        steps++;
        taken = r.step() + 1;
        load += r.loadSeconds();
        forward += r.forwardSeconds();
        backward += r.backwardSeconds();
        optimizer += r.optimizerSeconds();
        progress.say(String.format(
                Locale.ROOT,
                "epoch %d, loss %.3f (cls %.3f reg %.3f%s), lr %.1e, %.1f samples/s",
                r.epoch() + 1,
                r.total(),
                r.classification(),
                r.regression(),
                Double.isNaN(r.shots()) ? "" : String.format(Locale.ROOT, " shots %.3f", r.shots()),
                r.learningRate(),
                r.samplesPerSecond()));
        progress.step();
    }

    @Override
    public void validated(ValidationReport r) {
        LOG.info(
                "Epoch {}: R@1 at IoU 0.3 / 0.5: trained {} / {} %, moving average {} / {} %, loss {}",
                r.epoch() + 1,
                digits(r.trained().percent(1, 0.3)),
                digits(r.trained().percent(1, 0.5)),
                digits(r.average().percent(1, 0.3)),
                digits(r.average().percent(1, 0.5)),
                Double.isNaN(r.loss()) ? "not computed" : digits(r.loss()));
    }

    /** Where a step's time goes; a step that waits for nothing loads in 0 s. */
    void printTimes(PrintWriter out) {
        if (steps > 0) {
            out.printf(
                    Locale.ROOT,
                    "Seconds a step, mean of %d: loading %.3f, forward %.3f, backward %.3f, optimizer %.3f%n",
                    steps,
                    load / steps,
                    forward / steps,
                    backward / steps,
                    optimizer / steps);
        }
    }

    private String digits(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    @Override
    public void saved(Path checkpoint) {
        saved = taken;
        try {
            TrainingReport.write(output, Osgnet.version());
        } catch (DataException | ReportException e) {
            // The run is worth more than its report, which is written once more at the end.
            LOG.warn("The report is as it was: {}", e.getMessage());
        }
        LOG.debug("Checkpoint {}", checkpoint);
    }

    /** What a run that is stopped now leaves; nothing where it has not begun or is not to speak. */
    Optional<String> kept() {
        progress.close();
        if (!started || quiet) {
            return Optional.empty();
        }
        return Optional.of(
                saved == 0
                        ? "stopped before the first checkpoint; the same command starts again"
                        : "stopped; the checkpoint after step " + saved + " in " + output.resolve("checkpoints")
                                + " is kept, go on with the same command and --resume");
    }

    @Override
    public void close() {
        progress.close();
    }
}

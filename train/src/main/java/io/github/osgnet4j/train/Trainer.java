package io.github.osgnet4j.train;

import ai.djl.Device;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.config.TestConfig;
import io.github.osgnet4j.data.config.Track;
import io.github.osgnet4j.data.io.Checkpoint;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.JobIdentity;
import io.github.osgnet4j.data.submission.PythonFloat;
import io.github.osgnet4j.data.weights.StateDictOrder;
import io.github.osgnet4j.natives.Processor;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.Parameter;
import io.github.osgnet4j.network.Parameters;
import io.github.osgnet4j.postprocess.RecallTable;
import io.github.osgnet4j.train.TrainSettings.Mode;
import io.github.osgnet4j.train.TrainSettings.Ranked;
import io.github.osgnet4j.train.TrainingListener.StepReport;
import io.github.osgnet4j.train.TrainingListener.ValidationReport;
import io.github.osgnet4j.train.Validator.Findings;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains a network according to a config, from the first step or from where a killed run stopped. Same config, settings
 * and seed give the same weights, however often the run was interrupted.
 */
public final class Trainer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);

    /** A loss so many times the mean of the steps before it ends the run. */
    private static final double EXPLOSION = 1000;

    private final Deque<Runnable> closing = new ArrayDeque<>();
    private final OsgnetConfig config;
    private final TrainSettings settings;
    private final TrainingListener listener;
    private final RunFolder folder;
    private final Dataset trainSet;
    private final Dataset valSet;
    private final SampleSource source;
    private final int batchSize;
    private final long seed;
    private final long stepsPerEpoch;
    private final long totalSteps;
    private final LearningRate learningRate;
    private final TrainingStep training;
    private final List<String> stateDictOrder;
    private final RunLog log;
    private long step;
    private double best;
    private double meanLoss = Double.NaN;

    /**
     * Prepares a run with an unmodified config.
     *
     * @throws TrainException as {@link #Trainer(RunConfig, TrainSettings, TrainingListener)}
     */
    public Trainer(OsgnetConfig config, TrainSettings settings, TrainingListener listener) {
        this(RunConfig.of(config), settings, listener);
    }

    /**
     * Prepares a run. Its folder is created after everything else has been checked.
     *
     * @throws TrainException if the settings do not fit, the folder holds a run that is not to be resumed, or one to be
     *     resumed is another: its config, data, initial weights or numbers differ, and the message says which
     */
    public Trainer(RunConfig run, TrainSettings settings, TrainingListener listener) {
        this.config = run.config();
        this.settings = settings;
        this.listener = listener;
        try {
            this.folder = RunFolder.open(settings.folder(), settings.resume());
            closing.push(folder::close);
            Optional<RunRecord> before = folder.record();
            JobIdentity identity = RunIdentity.of(
                    run, settings, before.map(RunRecord::identity).orElse(Map.of()));
            before.ifPresent(record -> folder.requireSame(record, identity));
            this.batchSize = RunIdentity.batchSize(identity);
            this.trainSet = Dataset.open(config, Dataset.Split.TRAIN);
            closing.push(trainSet::close);
            this.valSet = Dataset.open(config, Dataset.Split.VAL);
            closing.push(valSet::close);
            this.source = new SampleSource(trainSet);
            this.stepsPerEpoch = settings.mode() == Mode.DEBUG
                    ? 1
                    : BatchLoader.stepsPerEpoch(source, batchSize, settings.batches());
            this.totalSteps =
                    stepsPerEpoch * settings.epochs().orElse(config.optimizer().totalEpochs());
            // As in the official code, whose learning rate is per GPU.
            double base = config.optimizer().learningRate() * settings.batches();
            this.learningRate = new LearningRate(config.optimizer(), base, stepsPerEpoch);
            WeightsLayout layout = WeightsLayout.of(config.network());
            Optional<RunState<NamedTensor>> saved = before.flatMap(record -> folder.newest(layout));
            saved.ifPresent(this::requireEnd);
            this.seed = RunIdentity.seed(identity);
            Map<String, NamedTensor> first = saved.map(
                            s -> layout.unpack(s.weights().values()))
                    .orElseGet(() ->
                            StartingWeights.of(config.network(), seed, settings.init(), settings.skipMismatched()));
            Compute compute = new Compute(RunIdentity.precision(identity), settings.checkpointActivations());
            complaint(compute, settings.devices()).ifPresent(LOG::warn);
            this.training = new TrainingStep(
                    config,
                    first,
                    settings.devices(),
                    settings.batches(),
                    settings.average(),
                    settings.stochasticDepth(),
                    compute);
            closing.push(training::close);
            this.stateDictOrder = StateDictOrder.of(Parameters.of(config.network()).stream()
                    .map(Parameter::name)
                    .toList());
            this.best = -1;
            saved.ifPresent(this::restore);
            folder.create();
            if (before.isEmpty()) {
                run.write(folder.config());
                new RunRecord(run.overrides(), identity.facts(), 0).write(folder.path());
            }
            this.log = new RunLog(folder, step, isToBeCompleted());
            closing.push(log::close);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static Optional<String> complaint(Compute compute, List<Device> devices) {
        return compute.precision() == Precision.BF16 && !devices.stream().allMatch(Device::isGpu)
                ? Bfloat16Support.complaint(Processor.ofMachine())
                : Optional.empty();
    }

    private void requireEnd(RunState<?> state) {
        if (state.step() > totalSteps) {
            throw new TrainException(
                    "The run in " + folder.path() + " has done " + state.step() + " steps already, more than the "
                            + totalSteps + " asked for; give more --epochs, or another folder");
        }
    }

    private void restore(RunState<NamedTensor> state) {
        step = state.step();
        best = folder.hasWeights("best") ? state.best() : -1;
        training.average().setFlat(state.average().values());
        training.optimizer().restore(state.optimizer());
        for (int i = 0; i < settings.batches(); i++) {
            training.normalizers().get(i).restore(state.normalizers().get(i));
        }
    }

    /**
     * Runs to the end.
     *
     * @return the last validation; absent if the run was at its end already and all it writes is there
     * @throws TrainException if a loss is not finite or explodes: the message names the batch's queries, and the last
     *     checkpoint stays
     */
    public Optional<ValidationReport> run() {
        listener.started(step, totalSteps);
        // The weights came through the heap, which would keep their room beside PyTorch's memory.
        System.gc();
        Optional<ValidationReport> last = Optional.empty();
        if (isToBeCompleted()) {
            last = Optional.of(validate());
            writeResults();
        }
        try (BatchLoader loader =
                new BatchLoader(source, config.network(), seed, batchSize, settings.batches(), step)) {
            while (step < totalSteps) {
                learn(loader);
                boolean validated = validationDue();
                if (validated) {
                    last = Optional.of(validate());
                }
                if (checkpointDue() || validated) {
                    save();
                }
            }
        }
        if (!folder.isComplete(step)) {
            folder.complete(step);
        }
        return last;
    }

    /** All steps are done, but not all that follows the last: the run was killed there, or its files were removed. */
    private boolean isToBeCompleted() {
        return step == totalSteps && !folder.isComplete(step);
    }

    private void learn(BatchLoader loader) {
        long start = System.nanoTime();
        List<TrainingBatch> batches = loader.next();
        long loaded = System.nanoTime();
        double rate = learningRate.at(step);
        TrainingStep.Result result = training.run(batches, step, rate, seed);
        long end = System.nanoTime();
        if (!result.learned() || result.losses().total() > EXPLOSION * meanLoss) {
            throw failure(batches, result);
        }
        double total = result.losses().total();
        meanLoss = Double.isNaN(meanLoss) ? total : 0.99 * meanLoss + 0.01 * total;
        StepReport report = new StepReport(
                step,
                totalSteps,
                step / stepsPerEpoch,
                total,
                result.losses().classification(),
                result.losses().regression(),
                result.losses().shots().orElse(Double.NaN),
                rate,
                result.gradientNorm(),
                result.normalizer(),
                batchSize * settings.batches() / ((end - start) / 1e9),
                (loaded - start) / 1e9,
                result.forwardNanos() / 1e9,
                result.backwardNanos() / 1e9,
                result.optimizerNanos() / 1e9);
        log.add(report);
        step++;
        listener.stepped(report);
    }

    private TrainException failure(List<TrainingBatch> batches, TrainingStep.Result result) {
        List<String> ids = batches.stream().flatMap(b -> b.queryIds().stream()).toList();
        return new TrainException(
                "Step " + step + ": the loss is " + result.losses().total() + " (before: " + meanLoss
                        + "), the gradient's norm " + result.gradientNorm() + "; queries of the batch: "
                        + String.join(", ", ids) + ". The last checkpoint in " + folder.path()
                        + " is kept; look at these queries' features, or lower opt.learning_rate");
    }

    /** After every epoch, and {@code test_num} times an epoch from {@code test_start_epoch} on. */
    private boolean validationDue() {
        TestConfig test = config.test();
        long place = step % stepsPerEpoch;
        if (place == 0) {
            return true;
        }
        long every = stepsPerEpoch / Math.max(1, test.validationsPerEpoch()) + 1;
        return test.validationsPerEpoch() > 1 && epoch() >= test.firstValidatedEpoch() && place % every == 0;
    }

    /** The epoch of the last step, counted from 0. */
    private long epoch() {
        return (step - 1) / stepsPerEpoch;
    }

    private boolean checkpointDue() {
        return step % stepsPerEpoch == 0 || settings.checkpointEvery() > 0 && step % settings.checkpointEvery() == 0;
    }

    private ValidationReport validate() {
        Replica first = training.first();
        int limit = settings.mode() == Mode.DEBUG ? 1 : 0;
        Validator validator = new Validator(valSet);
        Findings trained = validator.find(first, training.weights(), limit);
        Findings average = validator.find(first, training.average(), limit);
        double loss = settings.mode() == Mode.TRAIN
                ? validator.loss(first, training.normalizers().get(0).value(), batchSize, seed)
                : Double.NaN;
        ValidationReport report = new ValidationReport(step - 1, epoch(), trained.recall(), average.recall(), loss);
        log.add(report, trained, average);
        keep(trained, average);
        listener.validated(report);
        if (step == totalSteps) {
            QueryDependence.complaint(
                            trained.dependence(),
                            average.dependence(),
                            settings.kept().ranked())
                    .ifPresent(LOG::warn);
        }
        return report;
    }

    /** The best weights, and those of an epoch that is over. */
    private void keep(Findings trained, Findings average) {
        boolean averaged = settings.kept().ranked() == Ranked.AVERAGE;
        double score = score((averaged ? average : trained).recall());
        List<DeviceTensor> ranked = values(averaged ? training.average() : training.weights());
        String which = averaged ? "average" : "trained";
        if (score > best) {
            best = score;
            folder.weights("best", ranked, provenance(which));
        }
        if (step % stepsPerEpoch == 0) {
            folder.epochWeights(
                    epoch(), ranked, provenance(which), settings.kept().epochs());
            if (settings.kept().officialCheckpoints()) {
                String name = "model_" + epoch() + "_" + PythonFloat.repr(score(average.recall())) + ".pth.tar";
                List<DeviceTensor> official = averaged ? ranked : values(training.average());
                Checkpoint.write(folder.path().resolve(name), Math.toIntExact(epoch()), official);
            }
        }
    }

    /** In the order of the official state dict. */
    private List<DeviceTensor> values(DeviceWeights weights) {
        return weights.tensors(stateDictOrder);
    }

    /** What the official trainer ranks by, in percent. */
    private double score(RecallTable table) {
        return config.track() == Track.NLQ
                ? (table.percent(1, 0.3) + table.percent(1, 0.5)) / 2
                : table.percent(1, 0.3);
    }

    /** In a fixed order, so that equal runs write equal bytes. */
    private Map<String, String> provenance(String which) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("weights", which);
        facts.put("steps", Long.toString(step));
        facts.put("epoch", Long.toString(epoch()));
        facts.put("seed", Long.toString(seed));
        facts.put("best", Double.toString(best));
        return facts;
    }

    private void save() {
        log.force();
        RunState<DeviceTensor> state = new RunState<>(
                step,
                seed,
                DeviceTensor.whole(RunState.WEIGHTS, training.weights().flat()),
                DeviceTensor.whole(RunState.AVERAGE, training.average().flat()),
                training.optimizer().state(),
                training.normalizers().stream().map(LossNormalizer::value).toList(),
                best);
        Path file = folder.save(state, settings.keep());
        listener.saved(file);
        writeResults();
    }

    private void writeResults() {
        folder.weights("last", values(training.weights()), provenance("trained"));
        folder.weights("last-ema", values(training.average()), provenance("average"));
    }

    @Override
    public void close() {
        while (!closing.isEmpty()) {
            closing.pop().run();
        }
    }
}

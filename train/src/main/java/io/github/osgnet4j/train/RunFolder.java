package io.github.osgnet4j.train;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.FileReplacement;
import io.github.osgnet4j.data.io.LockedFile;
import io.github.osgnet4j.data.io.Safetensors;
import io.github.osgnet4j.data.sample.JobIdentity;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.StreamedTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a run.
 *
 * <pre>
 * config.yaml                     the config as the run uses it
 * run.json                        what decides the run's results, and whether they are all written
 * metrics.jsonl                   one line per step and validation
 * events.out.tfevents.*           the same for TensorBoard
 * loss.svg recall.svg report.html curves, which module report draws
 * checkpoints/step-N.safetensors  where --resume continues
 * epoch-N.safetensors             the weights after each of the last epochs, counted from 1
 * last.safetensors last-ema.safetensors best.safetensors   weights by PyTorch's names
 * .lock                           locked while the run is active
 * </pre>
 */
final class RunFolder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunFolder.class);
    private static final String SUFFIX = ".safetensors";
    private static final Pattern CHECKPOINT = Pattern.compile("step-([0-9]{1,18})\\.safetensors");
    private static final Pattern EPOCH = Pattern.compile("epoch-([0-9]{3,9})\\.safetensors");
    private static final String EVENTS = "events.out.tfevents.";
    private static final String CHECKPOINTS = "checkpoints";
    private static final String LOCK = ".lock";
    private static final String CONFIG = "config.yaml";

    /** What a run that was stopped before its first checkpoint leaves. */
    private static final Set<String> BEGINNING =
            Set.of(CONFIG, "run.json", "metrics.jsonl", CHECKPOINTS, LOCK, "report.html", "loss.svg", "recall.svg");

    private final Path folder;
    private LockedFile lock;

    private RunFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Looks at a folder, which need not exist, and makes nothing in it but a lock beside a run that is to be resumed.
     *
     * @throws TrainException if it holds a run and is not to be resumed, another process is at that run, or the folder
     *     holds a config that is not a run's
     */
    static RunFolder open(Path folder, boolean resume) {
        RunFolder run = new RunFolder(folder);
        run.requireFolder();
        if (run.holdsRun()) {
            run.lock();
            if (!resume) {
                run.close();
                throw run.held();
            }
        } else {
            run.requireNoForeignConfig();
        }
        return run;
    }

    private void requireFolder() {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new TrainException("The run folder " + folder + " is a file; name a folder");
        }
    }

    private TrainException held() {
        return new TrainException("The folder " + folder
                + " holds a run already; name another folder, or go on with that run with --resume");
    }

    /** A run without a checkpoint has nothing to lose, and nothing to go on from. */
    private boolean holdsRun() {
        return !saved().isEmpty() || Stream.of("last", "best").anyMatch(name -> Files.exists(weights(name)));
    }

    private void requireNoForeignConfig() {
        if (!Files.exists(config())) {
            return;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            Optional<String> foreign = entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !BEGINNING.contains(name) && !name.startsWith(EVENTS) && !name.startsWith("."))
                    .findFirst();
            if (foreign.isPresent()) {
                throw new TrainException("The folder " + folder + " holds a " + CONFIG + " and is not a run's, it has '"
                        + foreign.get() + "'; name another folder");
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /**
     * Makes what is not there, for a run that starts now.
     *
     * @throws TrainException if that cannot be, or another process was faster
     */
    void create() {
        try {
            Files.createDirectories(checkpoints());
            if (lock == null) {
                lock();
                if (holdsRun()) {
                    throw held();
                }
                discardBeginning();
            }
            FileReplacement.sweep(folder);
            FileReplacement.sweep(checkpoints());
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** The metrics of a run that cannot be gone on with would mix with the new ones. */
    private void discardBeginning() throws IOException {
        Files.deleteIfExists(metrics());
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(f -> f.getFileName().toString().startsWith(EVENTS)).forEach(RunFolder::delete);
        }
    }

    private TrainException unusable(IOException e) {
        return new TrainException("The run folder " + folder + " cannot be used: " + e, e);
    }

    private void lock() {
        try {
            lock = LockedFile.open(folder.resolve(LOCK));
        } catch (LockedFile.InUseException e) {
            throw new TrainException(
                    e.ofThisProcess()
                            ? "This process trains in " + folder + " already"
                            : "Another process trains in " + folder + "; wait for its end, or stop it",
                    e);
        } catch (LockedFile.NoLocksException e) {
            throw new TrainException(e.getMessage(), e);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    Path path() {
        return folder;
    }

    Path config() {
        return folder.resolve(CONFIG);
    }

    Path metrics() {
        return folder.resolve("metrics.jsonl");
    }

    private Path checkpoints() {
        return folder.resolve(CHECKPOINTS);
    }

    private Path weights(String name) {
        return folder.resolve(name + SUFFIX);
    }

    /**
     * What the run in the folder has written about itself, if it is one to go on with.
     *
     * @throws TrainException if it has not: it is of an earlier version
     */
    Optional<RunRecord> record() {
        if (!holdsRun()) {
            return Optional.empty();
        }
        return Optional.of(RunRecord.of(folder)
                .orElseThrow(() -> new TrainException("The run in " + folder
                        + " was written by an earlier version, which did not say what it was made of and trained"
                        + " otherwise; start a new run in another folder, from its weights with --init if you like")));
    }

    /** @throws TrainException if the run in the folder is another than the one to go on with */
    void requireSame(RunRecord before, JobIdentity now) {
        List<String> differences = now.differences(before.identity());
        if (!differences.isEmpty()) {
            throw new TrainException("The run in " + folder + " is another one: " + String.join("; ", differences)
                    + ". Resume with what it was started with, or name another folder for a new run");
        }
    }

    /** Writes what the run can go on from, and removes all but the newest {@code keep}. */
    Path save(RunState<?> state, int keep) {
        Path file = checkpoints().resolve(String.format(Locale.ROOT, "step-%09d%s", state.step(), SUFFIX));
        state.write(file);
        TreeMap<Long, Path> others = saved();
        // Those ahead could not be read, or the run would be there.
        others.tailMap(state.step(), false).values().forEach(RunFolder::delete);
        others.headMap(state.step(), true).descendingMap().values().stream()
                .skip(keep)
                .forEach(RunFolder::delete);
        return file;
    }

    /**
     * The newest checkpoint that can be read; empty if there was none yet.
     *
     * @throws TrainException if there are checkpoints and none can be read
     */
    Optional<RunState<NamedTensor>> newest(WeightsLayout layout) {
        for (Map.Entry<Long, Path> saved : saved().descendingMap().entrySet()) {
            try {
                RunState<NamedTensor> state = RunState.read(saved.getValue(), layout);
                if (state.step() != saved.getKey()) {
                    throw new DataException(saved.getValue() + ": it is of step " + state.step());
                }
                return Optional.of(state);
            } catch (DataException e) {
                LOG.warn("A checkpoint is skipped: {}", e.getMessage());
            }
        }
        // The best weights alone are of a run that was killed just before its first checkpoint.
        if (!saved().isEmpty() || hasWeights("last")) {
            throw new TrainException("The run in " + folder + " has no checkpoint left that can be read; start a new"
                    + " run in another folder, from its weights with --init if they are whole");
        }
        return Optional.empty();
    }

    /** By the steps done. */
    private TreeMap<Long, Path> saved() {
        return Files.isDirectory(checkpoints()) ? numbered(checkpoints(), CHECKPOINT) : new TreeMap<>();
    }

    /** The files of a folder whose name is a pattern, by the number in it. */
    private static TreeMap<Long, Path> numbered(Path folder, Pattern pattern) {
        TreeMap<Long, Path> numbered = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Matcher name = pattern.matcher(file.getFileName().toString());
                if (name.matches()) {
                    numbered.put(Long.parseLong(name.group(1)), file);
                }
            }
            return numbered;
        } catch (IOException e) {
            throw new TrainException("The run's folder " + folder + " cannot be listed: " + e.getMessage(), e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("Old file {} cannot be removed: {}", file, e.getMessage());
        }
    }

    /**
     * Writes the weights after an epoch, then removes those of epochs too long ago.
     *
     * @param epoch counted from 0
     * @param keep of how many epochs, counted from this one, the weights stay; 0 for none
     */
    void epochWeights(long epoch, List<? extends StreamedTensor> values, Map<String, String> metadata, int keep) {
        if (keep > 0) {
            weights(String.format(Locale.ROOT, "epoch-%03d", epoch + 1), values, metadata);
            numbered(folder, EPOCH).headMap(epoch + 1 - keep, true).values().forEach(RunFolder::delete);
        }
    }

    /** Writes weights under a name such as {@code best}. */
    Path weights(String name, List<? extends StreamedTensor> values, Map<String, String> metadata) {
        Path file = weights(name);
        Safetensors.write(file, values, metadata);
        return file;
    }

    /** Whether the weights under a name are there. */
    boolean hasWeights(String name) {
        return Files.isRegularFile(weights(name));
    }

    /** Whether all that a run of so many steps writes is there. */
    boolean isComplete(long steps) {
        return RunRecord.of(folder).filter(r -> r.complete() == steps).isPresent()
                && Stream.of("best", "last", "last-ema").allMatch(this::hasWeights);
    }

    /** Says that all of a run of so many steps is written. */
    void complete(long steps) {
        RunRecord.of(folder).orElseThrow().withComplete(steps).write(folder);
    }

    /** Releases the folder for other runs. */
    @Override
    public void close() {
        if (lock == null) {
            return;
        }
        try {
            lock.close();
        } catch (IOException e) {
            throw unusable(e);
        }
    }
}

package io.github.osgnet4j.train;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.Safetensors;
import io.github.osgnet4j.network.NamedTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a run.
 *
 * <pre>
 * config.yaml                     the config as the run uses it
 * metrics.jsonl                   one line per step and validation
 * events.out.tfevents.*           the same for TensorBoard
 * loss.svg recall.svg report.html curves
 * checkpoints/step-N.safetensors  what --resume goes on from
 * last.safetensors last-ema.safetensors best.safetensors   weights by PyTorch's names
 * </pre>
 */
final class RunFolder {

    private static final Logger LOG = LoggerFactory.getLogger(RunFolder.class);
    private static final String PREFIX = "step-";
    private static final String SUFFIX = ".safetensors";

    private final Path folder;

    private RunFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Opens a folder; it may hold a run only if that is to be resumed.
     *
     * @throws TrainException if it holds a run and is not to be resumed, or cannot be written
     */
    static RunFolder open(Path folder, boolean resume) {
        RunFolder run = new RunFolder(folder);
        try {
            Files.createDirectories(run.checkpoints());
        } catch (IOException e) {
            throw new TrainException("The run folder " + folder + " cannot be created: " + e.getMessage(), e);
        }
        if (!resume && Files.exists(run.metrics())) {
            throw new TrainException("The folder " + folder
                    + " holds a run already; name another folder, or go on with that run with --resume");
        }
        return run;
    }

    Path path() {
        return folder;
    }

    Path config() {
        return folder.resolve("config.yaml");
    }

    Path metrics() {
        return folder.resolve("metrics.jsonl");
    }

    private Path checkpoints() {
        return folder.resolve("checkpoints");
    }

    /** Writes what the run can go on from, and removes all but the newest {@code keep}. */
    Path save(RunState state, int keep) {
        Path file = checkpoints().resolve(PREFIX + String.format(Locale.ROOT, "%09d", state.step()) + SUFFIX);
        state.write(file);
        List<Path> old = saved();
        for (Path path : old.subList(Math.min(keep, old.size()), old.size())) {
            delete(path);
        }
        return file;
    }

    /** The newest checkpoint that can be read. */
    Optional<RunState> newest(WeightsLayout layout) {
        for (Path file : saved()) {
            try {
                return Optional.of(RunState.read(file, layout));
            } catch (DataException e) {
                LOG.warn("Checkpoint {} cannot be read and is passed over: {}", file, e.getMessage());
            }
        }
        return Optional.empty();
    }

    /** Newest first. */
    private List<Path> saved() {
        try (Stream<Path> files = Files.list(checkpoints())) {
            return files.filter(f -> f.getFileName().toString().startsWith(PREFIX)
                            && f.getFileName().toString().endsWith(SUFFIX))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (IOException e) {
            throw new TrainException("The checkpoints of " + folder + " cannot be listed: " + e.getMessage(), e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("Old checkpoint {} cannot be removed: {}", file, e.getMessage());
        }
    }

    /** Writes weights under a name such as {@code best}. */
    Path weights(String name, Map<String, NamedTensor> values, Map<String, String> metadata) {
        Path file = folder.resolve(name + SUFFIX);
        Safetensors.write(file, values.values(), metadata);
        return file;
    }
}

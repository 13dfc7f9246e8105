package io.github.osgnet4j.train;

import io.github.osgnet4j.data.io.Safetensors;
import io.github.osgnet4j.network.NamedTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The weights after each of a run's last epochs: {@code epoch-001.safetensors} after the first. */
final class EpochWeights {

    private static final Logger LOG = LoggerFactory.getLogger(EpochWeights.class);
    private static final Pattern NAME = Pattern.compile("epoch-([0-9]{3,9})\\.safetensors");

    private final Path folder;
    private final int keep;

    /** @param keep of how many epochs; 0 for none */
    EpochWeights(Path folder, int keep) {
        this.folder = folder;
        this.keep = keep;
    }

    /**
     * Writes the weights of an epoch, then removes those of epochs too long ago.
     *
     * @param epoch counted from 0
     */
    void write(long epoch, Map<String, NamedTensor> values, Map<String, String> metadata) {
        if (keep == 0) {
            return;
        }
        long number = epoch + 1;
        Safetensors.write(
                folder.resolve(String.format(Locale.ROOT, "epoch-%03d.safetensors", number)),
                values.values(),
                metadata);
        for (Path file : files()) {
            Matcher name = NAME.matcher(file.getFileName().toString());
            if (name.matches() && Long.parseLong(name.group(1)) <= number - keep) {
                delete(file);
            }
        }
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new TrainException("The run folder " + folder + " cannot be listed: " + e.getMessage(), e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("Weights of an old epoch, {}, cannot be removed: {}", file, e.getMessage());
        }
    }
}

package io.github.osgnet4j.train;

import io.github.osgnet4j.data.weights.WeightFile;
import io.github.osgnet4j.network.Initializer;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.NetworkSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The first weights of a run: drawn, and replaced by those of a file where name and shape fit (fine-tuning). */
final class StartingWeights {

    private static final Logger LOG = LoggerFactory.getLogger(StartingWeights.class);

    private StartingWeights() {}

    static Map<String, NamedTensor> of(NetworkSpec spec, long seed, Optional<Path> init) {
        Map<String, NamedTensor> values = new LinkedHashMap<>(Initializer.initialize(spec, seed));
        init.ifPresent(file -> replace(values, read(file), file));
        return values;
    }

    /** As in the official code, the moving average wins where a checkpoint has both. */
    private static Map<String, NamedTensor> read(Path file) {
        return WeightFile.read(file, WeightFile.Choice.AVERAGED_IF_PRESENT).tensors();
    }

    private static void replace(Map<String, NamedTensor> values, Map<String, NamedTensor> found, Path file) {
        List<String> missing = new ArrayList<>();
        List<String> misshapen = new ArrayList<>();
        for (Map.Entry<String, NamedTensor> entry : values.entrySet()) {
            NamedTensor tensor = found.get(entry.getKey());
            if (tensor == null) {
                missing.add(entry.getKey());
            } else if (!Arrays.equals(tensor.shape(), entry.getValue().shape())) {
                misshapen.add(tensor + " instead of " + entry.getValue());
            } else {
                entry.setValue(tensor);
            }
        }
        List<String> unknown =
                found.keySet().stream().filter(n -> !values.containsKey(n)).toList();
        int taken = values.size() - missing.size() - misshapen.size();
        if (taken == 0) {
            throw new TrainException(
                    file + " has none of the parameters this config's network needs; is it a checkpoint"
                            + " of this kind of network?");
        }
        LOG.info("{} of {} parameters start from {}", taken, values.size(), file);
        report(file, "not in the file, drawn at random", missing);
        report(file, "of another shape, drawn at random", misshapen);
        report(file, "unknown to the network, not used", unknown);
    }

    private static void report(Path file, String what, List<String> names) {
        if (!names.isEmpty()) {
            LOG.warn("{}: {} {}: {}", file, names.size(), what, String.join(", ", names));
        }
    }
}

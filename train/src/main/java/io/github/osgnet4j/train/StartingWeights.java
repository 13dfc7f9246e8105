package io.github.osgnet4j.train;

import io.github.osgnet4j.data.weights.WeightFile;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.network.WeightInitializer;
import io.github.osgnet4j.network.WeightMatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The initial weights of a run: random, or those of a file where name and shape match (fine-tuning). */
final class StartingWeights {

    private static final Logger LOG = LoggerFactory.getLogger(StartingWeights.class);

    /** So many names say what a list is about. */
    private static final int LISTED = 3;

    private StartingWeights() {}

    /**
     * The weights.
     *
     * @param skipMismatched whether tensors of another shape are left out
     * @throws TrainException if the file has none of the parameters, or one of another shape that is not to be left out
     */
    static Map<String, NamedTensor> of(NetworkSpec spec, long seed, Optional<Path> init, boolean skipMismatched) {
        Map<String, NamedTensor> values = new LinkedHashMap<>(WeightInitializer.initialize(spec, seed));
        init.ifPresent(file -> replace(spec, values, read(file), file, skipMismatched));
        return values;
    }

    /** As in the official code, the moving average wins where a checkpoint has both. */
    private static Map<String, NamedTensor> read(Path file) {
        return WeightFile.read(file, WeightFile.Choice.AVERAGED_IF_PRESENT).tensors();
    }

    private static void replace(
            NetworkSpec spec,
            Map<String, NamedTensor> values,
            Map<String, NamedTensor> found,
            Path file,
            boolean skipMismatched) {
        WeightMatch match = WeightMatch.of(spec, found);
        List<String> missing = new ArrayList<>();
        List<String> misshapen = new ArrayList<>();
        for (WeightMatch.Misfit misfit : match.misfits()) {
            String name = misfit.parameter().name();
            if (misfit.missing()) {
                missing.add(name);
            } else {
                misshapen.add(found.get(name) + " instead of " + values.get(name));
            }
        }
        if (!misshapen.isEmpty() && !skipMismatched) {
            throw new TrainException(file + " has " + misshapen.size()
                    + " tensors of another shape than this config's network: " + first(misshapen)
                    + ". Give the config they were trained with, or leave them out with --init-skip-mismatched");
        }
        int taken = match.matched().size();
        if (taken == 0) {
            throw new TrainException(
                    file + " has none of the parameters this config's network needs; is it a checkpoint"
                            + " of this kind of network?");
        }
        values.putAll(match.matched());
        LOG.info("{} of {} parameters start from {}", taken, values.size(), file);
        report(file, "not in the file, drawn at random", missing);
        report(file, "of another shape, drawn at random", misshapen);
        report(file, "unknown to the network, not used", match.unexpected());
    }

    private static void report(Path file, String what, List<String> names) {
        if (!names.isEmpty()) {
            LOG.warn("{}: {} {}: {}", file, names.size(), what, first(names));
            LOG.debug("{}: all that are {}: {}", file, what, names);
        }
    }

    private static String first(List<String> names) {
        String some = names.stream().limit(LISTED).collect(Collectors.joining(", "));
        return names.size() > LISTED ? some + " and " + (names.size() - LISTED) + " more" : some;
    }
}

package io.github.osgnet4j.train;

import io.github.osgnet4j.data.config.DatasetConfig;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.sample.JobIdentity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Everything that determines the final weights of a run. This excludes the frequency of checkpoints, the number of
 * threads and so on.
 */
final class RunIdentity {

    private static final String SEED = "seed";
    private static final String INIT = "initial weights";
    private static final String BATCH_SIZE = "batch size";
    private static final String PRECISION = "precision";

    /** Keys of the official schema that this trainer does not use. */
    private static final Set<String> DECIDES_NOTHING = Set.of("loader.num_workers", "output_folder");

    private RunIdentity() {}

    /**
     * The identity of a run.
     *
     * @param before the identity of the run to resume, which applies where the settings do not say otherwise; empty for
     *     a new run
     */
    static JobIdentity of(RunConfig run, TrainSettings settings, Map<String, String> before) {
        OsgnetConfig config = run.config();
        DatasetConfig data = config.dataset();
        JobIdentity identity = new JobIdentity();
        run.values().forEach((key, value) -> {
            if (!DECIDES_NOTHING.contains(key)) {
                identity.with("config " + key, value);
            }
        });
        identity.withData(data)
                .withFile("training annotations", data.trainAnnotations())
                .withFile("validation annotations", data.valAnnotations())
                .withFile("ground truth", data.groundTruth())
                .withStore("training text features", data.trainTextFeatures())
                .withStore("validation text features", data.valTextFeatures())
                .with(SEED, settings.seed().orElse(config.seed()))
                .with(BATCH_SIZE, settings.batchSize().orElse(config.loader().batchSize()))
                .with("batches a step", settings.batches())
                .with("mode", settings.mode())
                .with("decay of the moving average", settings.average().decay())
                .with("warm-up of the moving average", settings.average().warmup())
                .with("ranking of epochs", settings.kept().ranked())
                .with("stochastic depth", settings.stochasticDepth());
        if (settings.init().isPresent()) {
            identity.withFile(INIT, settings.init().get());
        } else {
            identity.with(INIT, before.getOrDefault(INIT, "none"));
        }
        if (settings.seed().isEmpty() && before.containsKey(SEED)) {
            identity.with(SEED, before.get(SEED));
        }
        if (settings.batchSize().isEmpty() && before.containsKey(BATCH_SIZE)) {
            identity.with(BATCH_SIZE, before.get(BATCH_SIZE));
        }
        return identity.with(
                PRECISION,
                settings.precision()
                        .map(Precision::word)
                        .orElse(before.getOrDefault(PRECISION, Precision.FP32.word())));
    }

    /** The samples of a batch. */
    static int batchSize(JobIdentity identity) {
        return Integer.parseInt(identity.facts().get(BATCH_SIZE));
    }

    /** The numbers that products multiply. */
    static Precision precision(JobIdentity identity) {
        return Precision.of(identity.facts().get(PRECISION));
    }

    /** The identity that a run has written, with what there was no choice of when it was. */
    static Map<String, String> completed(Map<String, String> written) {
        Map<String, String> facts = new LinkedHashMap<>(written);
        facts.putIfAbsent(PRECISION, Precision.FP32.word());
        return facts;
    }

    /** The seed of all random choices. */
    static long seed(JobIdentity identity) {
        return Long.parseLong(identity.facts().get(SEED));
    }
}

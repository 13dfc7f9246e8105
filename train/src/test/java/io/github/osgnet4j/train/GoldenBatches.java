package io.github.osgnet4j.train;

import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.sample.Dataset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The smallest golden set, and batches of it. */
final class GoldenBatches {

    private GoldenBatches() {}

    static Path folder() {
        List<Path> all = GoldenFolders.with("golden/training.json");
        return all.stream().filter(f -> f.endsWith("nlq_modes")).findFirst().orElse(all.get(0));
    }

    static OsgnetConfig config() {
        TorchEngine.setThreads(1);
        return OsgnetConfig.load(folder().resolve("config.yaml"), Optional.empty());
    }

    /** Batches of the training split in its order, as large as the config's. */
    static List<TrainingBatch> batches(OsgnetConfig config, int count) {
        return batches(config, count, config.loader().batchSize());
    }

    static List<TrainingBatch> batches(OsgnetConfig config, int count, int size) {
        try (Dataset dataset = Dataset.open(config, Dataset.Split.TRAIN)) {
            SampleSource source = new SampleSource(dataset);
            List<TrainingBatch> batches = new ArrayList<>();
            for (int b = 0; b < count; b++) {
                List<TrainingSample> samples = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    int at = (b * size + i) % source.queries().size();
                    samples.add(source.sample(source.queries().get(at), Seeds.generator(at)));
                }
                batches.add(TrainingBatch.of(config.network(), samples));
            }
            return batches;
        }
    }
}

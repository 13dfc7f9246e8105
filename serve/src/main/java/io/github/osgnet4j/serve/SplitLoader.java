package io.github.osgnet4j.serve;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.annotation.GroundTruth;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.SplitTruth;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the ground truth and the predictions for the configured split. */
final class SplitLoader {

    private static final Logger LOG = LoggerFactory.getLogger(SplitLoader.class);

    private final ServerSettings settings;

    SplitLoader(ServerSettings settings) {
        this.settings = settings;
    }

    /**
     * Reads all of it.
     *
     * @throws DataException if a file of predictions is none
     * @throws ServeException if one predicts other queries
     */
    SplitPredictions load(Catalog catalog) {
        SplitRows rows = new SplitRows(catalog.search(""), truth(catalog.dataset()));
        List<PredictionFile> files = settings.predictions().stream()
                .map(named -> PredictionFile.read(named, rows))
                .toList();
        return new SplitPredictions(settings.split().name().toLowerCase(Locale.ROOT), rows, files);
    }

    /** What {@code osgnet eval} counts against, where it is not the annotations themselves. */
    private Optional<GroundTruth> truth(Dataset data) {
        SplitTruth truth = SplitTruth.of(data.config(), settings.split(), data.annotations());
        if (truth.file().equals(data.annotations())) {
            return Optional.empty();
        }
        try {
            return Optional.of(truth.read(data.queries()));
        } catch (DataException e) {
            LOG.warn("The page compares with the annotations, not with the ground truth: {}", e.getMessage());
            return Optional.empty();
        }
    }
}

package io.github.osgnet4j.cli;

import io.github.osgnet4j.data.config.DatasetConfig;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.sample.ClassEmbeddings;
import io.github.osgnet4j.export.ExportSettings;
import io.github.osgnet4j.runtime.bundle.Manifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a config wants its network exported. */
final class ConfiguredExport {

    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredExport.class);

    private ConfiguredExport() {}

    /**
     * The settings.
     *
     * @param provenance where config and weights came from
     */
    static ExportSettings of(OsgnetConfig config, Map<String, String> provenance) {
        return new ExportSettings(preprocessing(config.dataset()), config.ranking(), embeddings(config), provenance);
    }

    private static Manifest.Preprocessing preprocessing(DatasetConfig data) {
        Manifest.ObjectSource objects =
                Manifest.ObjectSource.valueOf(data.objectMode().name());
        return new Manifest.Preprocessing(data.featStride(), data.numFrames(), data.fps(), data.textWithEot(), objects);
    }

    /** The class embeddings, where the data's objects are classes and the file is there. */
    private static Optional<ExportSettings.ClassEmbeddings> embeddings(OsgnetConfig loaded) {
        Optional<Path> file = loaded.dataset().objects().flatMap(o -> switch (o.mode()) {
            case LABELS, ALL -> o.classEmbeddings();
            case NONE, REGIONS -> Optional.empty();
        });
        if (file.isEmpty()) {
            return Optional.empty();
        }
        if (!Files.exists(file.get())) {
            LOG.warn(
                    "Class embeddings {} do not exist; the bundle has none, and its users supply feature rows",
                    file.get());
            return Optional.empty();
        }
        ClassEmbeddings table = ClassEmbeddings.read(file.get());
        return Optional.of(new ExportSettings.ClassEmbeddings(table.rows(), table.channels(), table.values()));
    }
}

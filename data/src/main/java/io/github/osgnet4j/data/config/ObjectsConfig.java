package io.github.osgnet4j.data.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The objects a dataset brings.
 *
 * @param mode what the objects of a frame are; never {@link ObjectMode#NONE}
 * @param store the LMDB folder ({@code object_feat_dir})
 * @param classEmbeddings the tensor of class embeddings ({@code classname_feat_dir}); always there but for regions
 * @param combination how region features and class embeddings make an object
 */
public record ObjectsConfig(ObjectMode mode, Path store, Optional<Path> classEmbeddings, Combination combination) {

    /** How region features and class embeddings make an object ({@code classname_feat_concat}). */
    public enum Combination {
        /** The region feature alone. */
        REGION,
        /** The embedding of its class alone. */
        CLASS,
        /** Their sum. */
        ADD,
        /** The region feature followed by the embedding. */
        CONCAT
    }
}

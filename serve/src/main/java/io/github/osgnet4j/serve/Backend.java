package io.github.osgnet4j.serve;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * All that answers, once it is loaded.
 *
 * @param models ready
 * @param catalog of the configured split, if there is a config
 * @param encoder of texts, if there is one
 * @param videos with a handle
 * @param limits of requests
 */
record Backend(Models models, Optional<Catalog> catalog, Optional<TextEncoder> encoder, Videos videos, Limits limits) {

    /** The catalog, for a request that names something of it. */
    Catalog requireCatalog() {
        return catalog.orElseThrow(() -> new ProblemException(
                ProblemType.UNKNOWN_CLIP, "The server knows no clips: it was started without --config"));
    }

    /** Names of classes; none without a catalog. */
    ClassNames names() {
        return catalog.map(Catalog::names).orElseGet(() -> new ClassNames(List.of()));
    }

    /** Answers what runs, for a while, and frees everything. */
    void close(Duration grace) {
        models.close(grace);
        catalog.ifPresent(Catalog::close);
        encoder.ifPresent(TextEncoder::close);
    }
}

package io.github.osgnet4j.batch;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a {@link BatchJob} goes about its queries.
 *
 * @param topK maximum number of windows per query; the bundle's own number if empty
 * @param skipUnusable whether a query whose data is missing or unusable is left out; otherwise it ends the job
 * @param raw what is written of each query, if anything
 * @param padding how the official evaluation pads each query, if the job is to do the same; else each is padded alone
 */
public record BatchSettings(
        OptionalInt topK, boolean skipUnusable, Optional<RawOutput> raw, Optional<OfficialBatches> padding) {

    /** Queries that are padded alone. */
    public BatchSettings(OptionalInt topK, boolean skipUnusable, Optional<RawOutput> raw) {
        this(topK, skipUnusable, raw, Optional.empty());
    }
}

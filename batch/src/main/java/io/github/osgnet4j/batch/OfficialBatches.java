package io.github.osgnet4j.batch;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.runtime.bundle.Manifest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * How the official evaluation pads each query of a split: it takes the queries in the order of the file, so many at once,
 * and pads the videos of a batch to its longest one, the texts to its longest text. A query's answer depends on that a
 * little: padded steps carry values that reach real ones through convolutions, and where the padded length exceeds
 * {@code max_seq_len}, the position table is stretched for the short videos of the batch too.
 */
public final class OfficialBatches {

    private final Map<String, Padding> paddings;

    private OfficialBatches(Map<String, Padding> paddings) {
        this.paddings = paddings;
    }

    /**
     * Of one query.
     *
     * @param steps what its video is padded to
     * @param tokens whether padding follows its tokens
     */
    record Padding(int steps, boolean tokens) {}

    /**
     * Those of a dataset, all of its queries. A query whose features are missing or damaged pads no other.
     *
     * @param size queries a batch, at least 1
     * @param manifest of the bundle that answers
     * @throws BatchException if its graphs cannot pad that way
     */
    public static OfficialBatches of(Dataset dataset, int size, Manifest manifest) {
        if (!manifest.padsLikeBatches()) {
            throw new BatchException("Queries cannot be padded as in official batches: " + Manifest.NO_BATCH_PADDING);
        }
        Map<String, Integer> steps = new HashMap<>();
        Map<String, Padding> paddings = new HashMap<>();
        List<AnnotatedQuery> all = dataset.queries();
        for (int from = 0; from < all.size(); from += size) {
            List<AnnotatedQuery> batch = all.subList(from, Math.min(all.size(), from + size));
            int longest =
                    longest(batch, q -> steps.computeIfAbsent(q.videoId(), id -> orNone(() -> dataset.steps(id))));
            int padded = manifest.dimensions().paddedLength(longest);
            int words = longest(batch, q -> orNone(() -> dataset.tokens(q)));
            for (AnnotatedQuery q : batch) {
                paddings.put(BatchJob.key(q), new Padding(padded, orNone(() -> dataset.tokens(q)) < words));
            }
        }
        return new OfficialBatches(paddings);
    }

    private static int longest(List<AnnotatedQuery> batch, ToIntFunction<AnnotatedQuery> length) {
        return batch.stream().mapToInt(length).max().orElse(0);
    }

    private interface Length {
        int read();
    }

    private static int orNone(Length length) {
        try {
            return length.read();
        } catch (DataException e) {
            return 0;
        }
    }

    Padding of(AnnotatedQuery query) {
        return paddings.get(BatchJob.key(query));
    }
}

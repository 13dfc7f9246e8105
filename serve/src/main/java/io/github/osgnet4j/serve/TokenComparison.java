package io.github.osgnet4j.serve;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.QueryFeatures;
import io.github.osgnet4j.encoders.EncoderException;
import io.github.osgnet4j.encoders.TextEncoder;
import io.github.osgnet4j.encoders.TokenFeatures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares a text encoder's tokens for annotated queries with those that the dataset stores. */
final class TokenComparison {

    private static final Logger LOG = LoggerFactory.getLogger(TokenComparison.class);

    private static final int QUERIES = 3;
    private static final int MOST_TRIED = 100;

    /** The least cosine of two tokens that differ in precision alone, with some room. */
    private static final double ALIKE = 0.98;

    private final TextEncoder encoder;
    private final Dataset dataset;
    private final List<String> lengths = new ArrayList<>();
    private final List<Double> cosines = new ArrayList<>();
    private int compared;

    private TokenComparison(TextEncoder encoder, Dataset dataset) {
        this.encoder = encoder;
        this.dataset = dataset;
    }

    /**
     * Compares three queries and logs a line: alike, or a warning with the cosine. Says nothing where the dataset stores
     * no tokens of as many channels.
     */
    static void log(TextEncoder encoder, Dataset dataset) {
        TokenComparison comparison = new TokenComparison(encoder, dataset);
        dataset.queries().stream()
                .limit(MOST_TRIED)
                .takeWhile(query -> comparison.compared < QUERIES)
                .forEach(comparison::compare);
        comparison.log();
    }

    private void compare(AnnotatedQuery query) {
        stored(query).filter(stored -> stored.channels() == encoder.channels()).ifPresent(stored -> {
            try {
                compare(query, stored, encoder.encode(query.query()));
                compared++;
            } catch (EncoderException e) {
                LOG.debug("Query {} cannot be encoded: {}", query.queryId(), e.getMessage());
            }
        });
    }

    private Optional<QueryFeatures> stored(AnnotatedQuery query) {
        try {
            return Optional.of(dataset.shotQuery(query));
        } catch (DataException e) {
            return Optional.empty();
        }
    }

    private void compare(AnnotatedQuery query, QueryFeatures stored, TokenFeatures found) {
        if (stored.tokens() != found.count()) {
            lengths.add("query " + Quoted.of(query.queryId()) + " has " + stored.tokens() + " tokens stored and "
                    + found.count() + " encoded");
        }
        for (int t = 0; t < Math.min(stored.tokens(), found.count()); t++) {
            cosines.add(cosine(stored.values(), found.values(), t * stored.channels(), stored.channels()));
        }
    }

    private static double cosine(float[] a, float[] b, int from, int count) {
        double product = 0;
        double lengthA = 0;
        double lengthB = 0;
        for (int i = from; i < from + count; i++) {
            product += (double) a[i] * b[i];
            lengthA += (double) a[i] * a[i];
            lengthB += (double) b[i] * b[i];
        }
        double lengths = Math.sqrt(lengthA * lengthB);
        return lengths > 0 ? product / lengths : lengthA == lengthB ? 1 : 0;
    }

    private void log() {
        if (compared == 0) {
            LOG.info("The dataset stores no tokens to compare the text encoder's with");
            return;
        }
        double least = cosines.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double mean =
                cosines.stream().mapToDouble(Double::doubleValue).average().orElse(0);
        String cosine = String.format(Locale.ROOT, "cosine %.4f, of the least alike token %.4f", mean, least);
        if (lengths.isEmpty() && least >= ALIKE) {
            LOG.info("The text encoder gives the tokens that the dataset stores, in {} queries: {}", compared, cosine);
        } else {
            LOG.warn(
                    "The text encoder does not give the tokens that the dataset stores, in {} queries: {}{}. Answers to free"
                            + " text will be poor; check that it is the encoder the features were made with, and"
                            + " canonical, drop_first, drop_last, max_tokens and output in its encoder.json or config.json",
                    compared,
                    cosine,
                    lengths.isEmpty() ? "" : "; " + String.join(", ", lengths));
        }
    }
}

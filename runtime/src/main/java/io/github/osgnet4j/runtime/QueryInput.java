package io.github.osgnet4j.runtime;

import io.github.osgnet4j.postprocess.OrderPrior;
import java.util.Objects;
import java.util.Optional;

/**
 * One query.
 *
 * @param id for messages
 * @param tokens (L, Dt) row-major, finite, without the token that {@code textWithEot} drops; not copied, so do not
 *     change them while a call uses them
 * @param tokenCount L, at least 1
 * @param objects the objects for this query; {@link StepObjects#none()} for a network without objects
 * @param orderPrior position of the query among those of its video; used only if the bundle's ranking says so
 * @param padded whether padding follows the tokens, as in a batch with a longer query
 */
public record QueryInput(
        String id,
        float[] tokens,
        int tokenCount,
        StepObjects objects,
        Optional<OrderPrior> orderPrior,
        boolean padded) {

    /** Checks that nothing is null; sizes are checked by the {@link Grounder}, which knows Dt. */
    public QueryInput {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(tokens, "tokens");
        Objects.requireNonNull(objects, "objects");
        Objects.requireNonNull(orderPrior, "orderPrior");
    }

    /** A query without padding. */
    public QueryInput(String id, float[] tokens, int tokenCount, StepObjects objects, Optional<OrderPrior> orderPrior) {
        this(id, tokens, tokenCount, objects, orderPrior, false);
    }

    /** A query without a position among others. */
    public QueryInput(String id, float[] tokens, int tokenCount, StepObjects objects) {
        this(id, tokens, tokenCount, objects, Optional.empty());
    }

    /** This query with other objects. */
    public QueryInput withObjects(StepObjects others) {
        return new QueryInput(id, tokens, tokenCount, others, orderPrior, padded);
    }

    /** This query with its position among those of its video. */
    public QueryInput withOrderPrior(OrderPrior prior) {
        return new QueryInput(id, tokens, tokenCount, objects, Optional.of(prior), padded);
    }

    /** This query as in a batch with a longer one. */
    public QueryInput withPadding() {
        return new QueryInput(id, tokens, tokenCount, objects, orderPrior, true);
    }
}

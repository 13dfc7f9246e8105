package io.github.osgnet4j.serve;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.Label;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.LabelledClasses;
import io.github.osgnet4j.data.sample.ObjectFrames;
import io.github.osgnet4j.data.sample.QueryFeatures;
import io.github.osgnet4j.postprocess.OrderPrior;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.StepObjects;
import io.github.osgnet4j.runtime.bundle.Manifest.ObjectSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What the network needs of a query: tokens, objects, and its place among others. */
final class QueryPreparation {

    private static final String FREE = "query";

    private final Backend backend;

    QueryPreparation(Backend backend) {
        this.backend = backend;
    }

    QueryInput input(GroundCall call) {
        Asked asked = call.asked();
        if (asked.annotated().isEmpty()) {
            return asked.text()
                    .map(text -> encoded(call, text))
                    .orElseGet(() -> new QueryInput(FREE, asked.tokens(), asked.tokenCount(), objects(call)));
        }
        AnnotatedQuery query = asked.annotated().get();
        Dataset dataset = backend.requireCatalog().dataset();
        QueryFeatures tokens = Catalog.stored(() -> dataset.query(query));
        Optional<OrderPrior> prior =
                Catalog.stored(() -> dataset.order(query)).map(o -> new OrderPrior(o.number(), o.count()));
        return new QueryInput(query.queryId(), tokens.values(), tokens.tokens(), objects(call), prior);
    }

    private QueryInput encoded(GroundCall call, String text) {
        String pointer = call.pointer() + "/text";
        OnnxTextEncoder encoder = backend.encoder().orElseThrow();
        OnnxTextEncoder.Tokens tokens = encoder.encode(text, pointer, call.deadline());
        if (!call.target().model().manifest().preprocessing().textWithEot()) {
            return new QueryInput(FREE, tokens.values(), tokens.count(), objects(call));
        }
        // The network was trained without the first token.
        if (tokens.count() == 1) {
            throw ProblemException.invalid(pointer, "text: it has one token, which the model drops");
        }
        float[] rest = Arrays.copyOfRange(tokens.values(), encoder.channels(), tokens.values().length);
        return new QueryInput(FREE, rest, tokens.count() - 1, objects(call));
    }

    private StepObjects objects(GroundCall call) {
        ObjectSource source = call.target().model().manifest().preprocessing().objects();
        if (source == ObjectSource.NONE) {
            return StepObjects.none();
        }
        Optional<Clip> clip = call.target().clip();
        if (clip.isPresent()) {
            AnnotatedQuery query = call.asked().annotated().orElseGet(() -> free(call, clip.get()));
            return Catalog.stored(() -> backend.requireCatalog().dataset().objects(query))
                    .map(QueryPreparation::steps)
                    .orElse(StepObjects.none());
        }
        List<int[]> seen = seen(call);
        return seen.isEmpty() ? StepObjects.none() : new StepObjects.Classes(seen.toArray(int[][]::new));
    }

    private static AnnotatedQuery free(GroundCall call, Clip clip) {
        return new AnnotatedQuery(
                FREE,
                call.asked().text().orElse(""),
                clip.duration(),
                clip.id(),
                FREE,
                List.of(),
                call.asked().labels());
    }

    private static StepObjects steps(ObjectFrames frames) {
        return new StepObjects.Rows(
                frames.table(), frames.rows(), frames.frames().toArray(int[][]::new));
    }

    /** The classes that the query may look at, step by step; none where objects are regions. */
    List<int[]> seen(GroundCall call) {
        ObjectSource source = call.target().model().manifest().preprocessing().objects();
        if (source != ObjectSource.LABELS && source != ObjectSource.ALL) {
            return List.of();
        }
        List<int[]> all = call.target()
                .clip()
                .map(clip -> backend.requireCatalog().classes(clip))
                .orElseGet(() -> call.target().video().orElseThrow().objects());
        List<Label> labels = call.asked().labels();
        return source == ObjectSource.LABELS ? LabelledClasses.select(labels, all) : all;
    }
}

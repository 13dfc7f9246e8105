package io.github.osgnet4j.serve;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.encoders.EncoderBusyException;
import io.github.osgnet4j.encoders.EncodingCancelledException;
import io.github.osgnet4j.encoders.TextEncoder;
import io.github.osgnet4j.encoders.TextException;
import io.github.osgnet4j.encoders.TokenFeatures;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.StepObjects;
import java.util.List;

/**
 * A query that is not annotated: the client's text or tokens, and the objects named by its labels.
 *
 * @param call that brings it
 */
record FreeQuery(Backend backend, GroundCall call) {

    private static final String ID = "query";

    /** What the network needs of it. */
    QueryInput input() {
        AskedQuery asked = call.asked();
        return asked.text()
                .map(this::encoded)
                .orElseGet(() -> new QueryInput(ID, asked.tokens(), asked.tokenCount(), objects()));
    }

    private QueryInput encoded(String text) {
        String pointer = call.pointer() + "/text";
        TokenFeatures tokens = tokens(backend.encoder().orElseThrow(), text, pointer);
        return new QueryInput(ID, tokens.values(), tokens.count(), objects());
    }

    private TokenFeatures tokens(TextEncoder encoder, String text, String pointer) {
        try {
            TokenFeatures all = encoder.encode(text, call.deadline().left());
            return call.target().model().manifest().preprocessing().textWithEot() ? all.withoutFirst() : all;
        } catch (TextException e) {
            throw ProblemException.invalid(pointer, e.getMessage());
        } catch (EncoderBusyException e) {
            throw new ProblemException(ProblemType.DEADLINE_EXCEEDED, e.getMessage());
        } catch (EncodingCancelledException e) {
            throw new ProblemException(ProblemType.STOPPING, "The server is stopping");
        }
    }

    private StepObjects objects() {
        return call.target()
                .clip()
                .map(clip -> backend.requireCatalog().objects(annotated(clip)))
                .orElseGet(() -> uploaded(call.seen(backend)));
    }

    private static StepObjects uploaded(List<int[]> seen) {
        return seen.isEmpty() ? StepObjects.none() : new StepObjects.Classes(seen.toArray(int[][]::new));
    }

    private AnnotatedQuery annotated(Clip clip) {
        String text = call.asked().text().orElse("");
        return new AnnotatedQuery(
                ID,
                text,
                clip.duration(),
                clip.id(),
                ID,
                List.of(),
                call.asked().labels());
    }
}

package io.github.osgnet4j.cli.ask;

import io.github.osgnet4j.cli.CommandException;
import io.github.osgnet4j.encoders.TextEncoder;
import io.github.osgnet4j.encoders.TextException;
import io.github.osgnet4j.encoders.TokenFeatures;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.StepObjects;
import java.util.Arrays;

/**
 * A question, as the network takes it.
 *
 * @param text as it was asked
 */
public record Question(String text, QueryInput input) {

    /**
     * Encodes a text.
     *
     * @param number for messages, from 1
     * @param dropFirst whether the network was trained without the first token
     * @throws CommandException if the text is empty, too long for the encoder, or nothing is left of it
     */
    public static Question of(String text, int number, TextEncoder encoder, boolean dropFirst) {
        String id = "question " + number;
        TokenFeatures tokens;
        try {
            tokens = encoder.encode(text);
        } catch (TextException e) {
            throw new CommandException(id + " '" + text + "': " + e.getMessage(), e);
        }
        int from = dropFirst ? 1 : 0;
        if (tokens.count() <= from) {
            throw new CommandException(
                    id + " '" + text + "' has one token, which this bundle drops; ask with more words");
        }
        float[] values = from == 0
                ? tokens.values()
                : Arrays.copyOfRange(tokens.values(), encoder.channels(), tokens.values().length);
        return new Question(text, new QueryInput(id, values, tokens.count() - from, StepObjects.none()));
    }
}

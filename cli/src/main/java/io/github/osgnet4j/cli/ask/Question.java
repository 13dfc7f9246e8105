package io.github.osgnet4j.cli.ask;

import io.github.osgnet4j.cli.CommandException;
import io.github.osgnet4j.encoders.BundleInputs;
import io.github.osgnet4j.encoders.TextException;
import io.github.osgnet4j.runtime.QueryInput;

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
     * @throws CommandException if the text is empty, too long for the encoder, or nothing is left of it
     */
    public static Question of(String text, int number, BundleInputs inputs) {
        String id = "question " + number;
        try {
            return new Question(text, inputs.query(id, text));
        } catch (TextException e) {
            throw new CommandException(id + " '" + text + "': " + e.getMessage(), e);
        }
    }
}

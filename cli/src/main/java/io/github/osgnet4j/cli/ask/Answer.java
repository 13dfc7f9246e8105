package io.github.osgnet4j.cli.ask;

import java.util.List;

/**
 * What was found for a question.
 *
 * @param question as it was asked
 * @param windows best first
 */
public record Answer(String question, List<FoundWindow> windows) {

    /** Copies the list. */
    public Answer {
        windows = List.copyOf(windows);
    }
}

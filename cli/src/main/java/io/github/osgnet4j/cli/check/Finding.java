package io.github.osgnet4j.cli.check;

import java.util.List;

/**
 * One thing that is wrong with the data, however often.
 *
 * @param kind what it is
 * @param error whether a job must not begin; a warning otherwise
 * @param part of the data: train, val or test; empty where it concerns all
 * @param where the file or store
 * @param count how many videos or queries, by the kind's unit
 * @param of how many there are
 * @param examples the first of them, with reasons
 */
public record Finding(Kind kind, boolean error, String part, String where, long count, long of, List<String> examples) {

    public Finding {
        examples = List.copyOf(examples);
    }

    /** An error that concerns all parts of the data. */
    public static Finding error(Kind kind, Object where, List<String> examples) {
        return new Finding(kind, true, "", where.toString(), examples.size(), examples.size(), examples);
    }

    /** The same, as a warning. */
    Finding asWarning() {
        return new Finding(kind, false, part, where, count, of, examples);
    }

    /** What is wrong, in one sentence. */
    public String message() {
        return part.isEmpty()
                ? kind.complaint()
                : part + ": " + count + " of " + of + " " + kind.unit() + " " + kind.complaint();
    }
}

package io.github.osgnet4j.data.io;

import java.util.Map;

/**
 * The allow-list of one use of pickle: what a global stands for here. Nothing is ever looked up in the running program.
 *
 * @param use what is read, for messages
 * @param known by {@code module.name}: a {@link Function}, or any other object as a constant
 */
record PickleGlobals(String use, Map<String, Object> known) {

    /** What stands for a Python callable. */
    @FunctionalInterface
    interface Function {
        Object call(PickleTuple arguments, PickleBudget budget);
    }

    /** An object that a pickle may give a state (opcode BUILD). */
    @FunctionalInterface
    interface Buildable {
        void build(Object state, PickleBudget budget);
    }

    /** Resolves persistent ids, which stand for data outside the pickle. */
    @FunctionalInterface
    interface Persistent {
        Object load(Object id);
    }
}

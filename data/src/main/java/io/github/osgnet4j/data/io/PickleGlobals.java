package io.github.osgnet4j.data.io;

import java.util.Map;

/**
 * The allow-list of one use of pickle: what a global stands for here. Nothing is ever looked up in the running program.
 *
 * @param known by {@code module.name}: a {@link Function}, or any other object as a constant
 */
record PickleGlobals(Map<String, Object> known) {

    /** A function under its name in Python, which is what a pickle holds until it calls it. */
    record Named(String name, Function function) {
        @Override
        public String toString() {
            return new PickleObject(name).toString();
        }
    }

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

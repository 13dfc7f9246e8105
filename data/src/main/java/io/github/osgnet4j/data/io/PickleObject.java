package io.github.osgnet4j.data.io;

import org.jspecify.annotations.Nullable;

/**
 * What stands for a Python class, function or object that this project does not know: a name and nothing else. Calling it, giving it a
 * state or filling it does nothing. Where data is needed it is refused by {@link Pickle#describe}.
 *
 * @param name of the global that it is, or that made it
 * @param problem why it could not be read, if its global is known but what it was called with is not; else empty
 */
record PickleObject(String name, String problem) {

    /** Names and problems are shared by all that is made of them, so that no number of objects takes memory. */
    PickleObject(String name) {
        this(name, "");
    }

    /** Objects are as different as Python's, also as keys. */
    @Override
    public boolean equals(@Nullable Object o) {
        return this == o;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return "pickled object '" + PickleText.shown(name) + "'" + (problem.isEmpty() ? "" : " (" + problem + ")");
    }
}

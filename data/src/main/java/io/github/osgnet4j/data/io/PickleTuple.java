package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Python tuple. */
record PickleTuple(List<Object> items) {

    int size() {
        return items.size();
    }

    /** The item at {@code index}, which must be of {@code type}. */
    <T> T get(int index, Class<T> type) {
        Object item = index < items.size() ? items.get(index) : Pickle.NONE;
        if (!type.isInstance(item)) {
            throw new DataException("Pickle: item " + index + " of a tuple is a " + Pickle.describe(item) + " where a "
                    + type.getSimpleName() + " is expected");
        }
        return type.cast(item);
    }

    /** All items as numbers, such as a shape. */
    long[] longs() {
        long[] numbers = new long[items.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = get(i, Long.class);
        }
        return numbers;
    }

    /** Tuples can be nested in themselves without end, so equality is identity. */
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
        return "tuple of " + items.size();
    }
}

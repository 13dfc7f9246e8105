package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;

/**
 * What the functions a pickle calls may allocate in all. Data that is stored once can be referred to any number of times through the memo,
 * so the size of the input alone bounds nothing.
 */
final class PickleBudget {
    private static final long FACTOR = 16;
    private static final long ALLOWANCE = 1 << 20;

    private long left;

    PickleBudget(long inputBytes) {
        this.left = inputBytes * FACTOR + ALLOWANCE;
    }

    /** Whether more was asked for than there is. */
    boolean isSpent() {
        return left < 0;
    }

    /** Takes bytes out of the budget, before they are allocated. */
    void charge(long bytes) {
        left -= bytes;
        if (bytes < 0 || left < 0) {
            throw new DataException(
                    "Pickle would expand to more than " + FACTOR + " times its size: it is damaged or a bomb");
        }
    }
}

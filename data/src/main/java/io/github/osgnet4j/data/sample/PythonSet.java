package io.github.osgnet4j.data.sample;

import java.util.Arrays;

/**
 * {@code list(set(numbers))} of CPython 3.7 and later for small non-negative integers: the official loader orders the
 * objects of a frame so. The hash of such a number is itself; collisions probe a run of neighbours, then jump.
 */
final class PythonSet {
    private static final int MIN_TABLE = 8;
    private static final int NEIGHBOURS = 9;
    private static final int PERTURB_SHIFT = 5;
    private static final int LARGE = 50_000;
    private static final int FREE = -1;

    private int[] table = emptyTable(MIN_TABLE);
    private int size;

    private PythonSet() {}

    /**
     * The distinct numbers in the order a Python set iterates over them.
     *
     * @param numbers none negative
     */
    static int[] order(int... numbers) {
        PythonSet set = new PythonSet();
        for (int number : numbers) {
            set.add(number);
        }
        return Arrays.stream(set.table).filter(entry -> entry != FREE).toArray();
    }

    private void add(int number) {
        int slot = slot(table, number);
        if (table[slot] == number) {
            return;
        }
        table[slot] = number;
        size++;
        if (size * 5 >= (table.length - 1) * 3) {
            grow(size > LARGE ? size * 2 : size * 4);
        }
    }

    private void grow(int wanted) {
        int length = MIN_TABLE;
        while (length <= wanted) {
            length *= 2;
        }
        int[] larger = emptyTable(length);
        for (int entry : table) {
            if (entry != FREE) {
                larger[slot(larger, entry)] = entry;
            }
        }
        table = larger;
    }

    /** Where a number is, or belongs. */
    private static int slot(int[] table, int number) {
        int mask = table.length - 1;
        long perturb = number;
        int i = number & mask;
        while (true) {
            int last = i + NEIGHBOURS <= mask ? i + NEIGHBOURS : i;
            for (int j = i; j <= last; j++) {
                if (table[j] == FREE || table[j] == number) {
                    return j;
                }
            }
            perturb >>>= PERTURB_SHIFT;
            i = (int) (i * 5L + 1 + perturb) & mask;
        }
    }

    private static int[] emptyTable(int length) {
        int[] table = new int[length];
        Arrays.fill(table, FREE);
        return table;
    }
}

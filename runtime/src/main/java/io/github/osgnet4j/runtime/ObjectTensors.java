package io.github.osgnet4j.runtime;

import io.github.osgnet4j.runtime.error.InputException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The objects of one or more queries as the graph takes them: a table of the distinct rows in use, and for each query,
 * step and slot the row of the table, or -1.
 */
final class ObjectTensors {

    private static final int UNUSED = -1;

    private final int columns;
    private final int steps;
    private final List<float[]> sources = new ArrayList<>();
    private final List<Integer> sourceRows = new ArrayList<>();
    private final Map<float[], int[]> placed = new IdentityHashMap<>();
    private final List<int[][]> queries = new ArrayList<>();
    private int slots = 1;

    /**
     * An empty table.
     *
     * @param columns Do
     * @param steps S of the graph's {@code object_index}
     */
    ObjectTensors(int columns, int steps) {
        this.columns = columns;
        this.steps = steps;
    }

    /** Adds a query without objects. */
    void add() {
        queries.add(new int[0][]);
    }

    /**
     * Adds a query.
     *
     * @param query for messages
     * @param what the rows are: "class id" or "row"
     * @param table (rows, Do) row-major
     * @param rows number of rows
     * @param stepRows rows of the table at each step
     * @throws InputException if a row is out of range or not finite
     */
    void add(String query, String what, float[] table, int rows, int[][] stepRows) {
        int[] places = placed.computeIfAbsent(table, t -> {
            int[] unused = new int[rows];
            Arrays.fill(unused, UNUSED);
            return unused;
        });
        int[][] index = new int[Math.min(steps, stepRows.length)][];
        for (int step = 0; step < index.length; step++) {
            int[] found = stepRows[step];
            index[step] = new int[found.length];
            for (int slot = 0; slot < found.length; slot++) {
                int row = found[slot];
                if (row < 0 || row >= rows) {
                    throw new InputException("Query '" + query + "' has " + what + " " + row
                            + " among the objects of step " + step + ", expected 0 to " + (rows - 1));
                }
                if (places[row] == UNUSED) {
                    places[row] = place(query, what, table, row);
                }
                index[step][slot] = places[row];
            }
            slots = Math.max(slots, found.length);
        }
        queries.add(index);
    }

    private int place(String query, String what, float[] table, int row) {
        Finite.check(
                table, row * columns, columns, i -> "Query '" + query + "': object feature of " + what + " " + row);
        sources.add(table);
        sourceRows.add(row);
        return sources.size() - 1;
    }

    /** K, at least 1. */
    int rows() {
        return Math.max(1, sources.size());
    }

    /** O, at least 1. */
    int slots() {
        return slots;
    }

    /** The table, (K, Do) row-major in a direct buffer; one row of zeros where there are no objects. */
    FloatBuffer table() {
        FloatBuffer values = DirectBuffers.floats((long) rows() * columns);
        for (int i = 0; i < sources.size(); i++) {
            values.put(sources.get(i), sourceRows.get(i) * columns, columns);
        }
        return values.rewind();
    }

    /** Where the objects of the queries are in a video of so many steps. */
    ObjectRows objectRows(int videoSteps) {
        return new ObjectRows(queries, steps, slots, videoSteps);
    }

    /** The rows of the table, (B, S, O) row-major in a direct buffer, -1 for none. */
    LongBuffer index() {
        LongBuffer values = DirectBuffers.longs((long) queries.size() * steps * slots);
        long[] line = new long[slots];
        for (int[][] query : queries) {
            for (int step = 0; step < steps; step++) {
                int[] found = step < query.length ? query[step] : new int[0];
                for (int slot = 0; slot < slots; slot++) {
                    line[slot] = slot < found.length ? found[slot] : -1;
                }
                values.put(line);
            }
        }
        return values.rewind();
    }
}

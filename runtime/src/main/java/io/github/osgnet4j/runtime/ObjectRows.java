package io.github.osgnet4j.runtime;

import java.nio.LongBuffer;
import java.util.List;

/**
 * The positions of the objects of several queries, for graphs that compute only for actual objects and do not search
 * for them, so that all shapes in such a graph follow from those of its inputs. Each query's objects are numbered from
 * 0, step by step and within a step slot by slot. The rows after the last object of a query are zeros; the graph does
 * not use what it computes for them.
 */
final class ObjectRows {

    private static final int[] NONE = {};

    private final int queries;
    private final int steps;
    private final int slots;
    private final int videoSteps;
    private final int most;
    private final int mostSteps;
    private final LongBuffer numbers;
    private final LongBuffer rows;
    private final LongBuffer places;
    private final LongBuffer shown;
    private final LongBuffer stepNumbers;

    /**
     * Finds them.
     *
     * @param index rows of a table for each query and step; steps that are missing have none
     * @param steps S
     * @param slots O, at least as many as any step has
     * @param videoSteps T, at most S
     */
    ObjectRows(List<int[][]> index, int steps, int slots, int videoSteps) {
        this.queries = index.size();
        this.steps = steps;
        this.slots = slots;
        this.videoSteps = videoSteps;
        int mostObjects = 1;
        int mostShown = 1;
        for (int[][] query : index) {
            int objects = 0;
            int withObjects = 0;
            for (int step = 0; step < query.length; step++) {
                objects += query[step].length;
                withObjects += step < videoSteps && query[step].length > 0 ? 1 : 0;
            }
            mostObjects = Math.max(mostObjects, objects);
            mostShown = Math.max(mostShown, withObjects);
        }
        this.most = mostObjects;
        this.mostSteps = mostShown;
        numbers = DirectBuffers.longs((long) queries * steps * slots);
        rows = DirectBuffers.longs((long) queries * most);
        places = DirectBuffers.longs((long) queries * most);
        shown = DirectBuffers.longs((long) queries * mostSteps);
        stepNumbers = DirectBuffers.longs((long) queries * videoSteps);
        for (int query = 0; query < queries; query++) {
            place(query, index.get(query));
        }
    }

    private void place(int query, int[][] index) {
        int object = 0;
        int withObjects = 0;
        for (int step = 0; step < steps; step++) {
            int[] found = step < index.length ? index[step] : NONE;
            for (int slot = 0; slot < slots; slot++) {
                int place = step * slots + slot;
                boolean there = slot < found.length;
                numbers.put(query * steps * slots + place, there ? object : -1);
                if (there) {
                    rows.put(query * most + object, found[slot]);
                    places.put(query * most + object, place);
                    object++;
                }
            }
            if (step < videoSteps) {
                boolean shows = found.length > 0;
                stepNumbers.put(query * videoSteps + step, shows ? withObjects : -1);
                if (shows) {
                    shown.put(query * mostSteps + withObjects, step);
                    withObjects++;
                }
            }
        }
    }

    /** Adds them under the names that the query graph has for them. */
    void addTo(Tensors inputs) {
        inputs.add("object_numbers", numbers, queries, steps, slots)
                .add("object_rows", rows, queries, most)
                .add("object_places", places, queries, most)
                .add("object_steps", shown, queries, mostSteps)
                .add("step_numbers", stepNumbers, queries, videoSteps);
    }

    /** (B, S, O): the number of the object at a step and slot, -1 for none. */
    LongBuffer numbers() {
        return numbers;
    }

    /** (B, N): which row of the table each object is. */
    LongBuffer rows() {
        return rows;
    }

    /** (B, N): step times O plus slot of each object. */
    LongBuffer places() {
        return places;
    }

    /** (B, M): the steps of the video that show an object. */
    LongBuffer shown() {
        return shown;
    }

    /** (B, T): the number of each step of the video among those, -1 for none of them. */
    LongBuffer stepNumbers() {
        return stepNumbers;
    }
}

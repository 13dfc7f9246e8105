package io.github.osgnet4j.data.prepare;

import io.github.osgnet4j.data.DataException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Rows of the class embeddings, by what a detector calls its classes: numbers that are the rows, or names.
 *
 * @param names to rows; empty if classes are numbers
 */
record ClassIds(Map<String, Integer> names) {

    /**
     * Classes that are numbers.
     */
    static ClassIds numbers() {
        return new ClassIds(Map.of());
    }

    /**
     * Classes that have names.
     *
     * @param file a name a line, in the order of the embeddings' rows
     * @throws DataException as {@link ClassNames#read}, or if a name stands there twice
     */
    static ClassIds read(Path file) {
        Map<String, Integer> names = new HashMap<>();
        for (String name : ClassNames.read(file)) {
            int row = names.size();
            if (names.putIfAbsent(name, row) != null) {
                throw new DataException(file + " line " + (row + 1) + ": the class '" + name + "' has a row already");
            }
        }
        return new ClassIds(names);
    }

    /** The row of a class. */
    int of(String place, String name) {
        if (!names.isEmpty()) {
            Integer row = names.get(name);
            if (row == null) {
                throw new DataException(place + ": class '" + Place.shortened(name) + "' is none of the " + names.size()
                        + " names of classes");
            }
            return row;
        }
        try {
            int row = Integer.parseInt(name);
            if (row >= 0) {
                return row;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new DataException(place + ": expected a class as a number from 0, the row of its embedding, found '"
                + Place.shortened(name) + "'; --class-names reads names");
    }
}

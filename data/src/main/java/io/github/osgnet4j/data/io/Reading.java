package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;
import java.io.IOException;

/** Something that is read from a file. */
@FunctionalInterface
interface Reading<T> {

    T read() throws IOException;

    /**
     * Reads it.
     *
     * @param place the file, or where in it
     * @throws DataException that names the place, whatever goes wrong
     */
    static <T> T from(Object place, Reading<T> reading) {
        try {
            return reading.read();
        } catch (DataException e) {
            throw e.in(place);
        } catch (IOException e) {
            throw DataException.unreadable(place, e);
        }
    }
}

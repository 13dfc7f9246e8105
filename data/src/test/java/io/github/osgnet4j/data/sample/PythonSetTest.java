package io.github.osgnet4j.data.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PythonSetTest {
    /** Pairs of a list and {@code list(set(it))}, written by CPython 3.11. */
    @Test
    void numbersComeInTheOrderOfACPythonSet() throws IOException {
        int[][][] pairs = new ObjectMapper()
                .readValue(
                        Path.of("src", "test", "resources", "samples", "python_sets.json")
                                .toFile(),
                        int[][][].class);
        assertEquals(240, pairs.length);
        for (int[][] pair : pairs) {
            assertArrayEquals(pair[1], PythonSet.order(pair[0]));
        }
    }
}

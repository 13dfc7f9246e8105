package io.github.osgnet4j.data.io;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pickles of an object store. */
public final class ObjectRecords {
    private ObjectRecords() {}

    public static List<Map<Integer, Double>> frames(byte[] pickle) {
        throw new UnsupportedOperationException("" + pickle.length);
    }

    public static List<Optional<NpyArray>> regions(byte[] pickle) {
        throw new UnsupportedOperationException("" + pickle.length);
    }
}

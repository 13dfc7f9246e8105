package io.github.osgnet4j.data.sample;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.LmdbStore;
import io.github.osgnet4j.data.io.NpyArray;
import io.github.osgnet4j.data.io.Npz;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** An LMDB folder, with what it holds in words for messages. */
final class FeatureStore implements AutoCloseable {
    private final String what;
    private final Path folder;
    private final LmdbStore store;

    FeatureStore(String what, Path folder) {
        this.what = what;
        this.folder = folder;
        this.store = LmdbStore.open(folder);
    }

    /**
     * The value of a key.
     *
     * @throws MissingFeaturesException if there is none
     * @throws DataException naming folder and key if the parser does not accept it
     */
    <T> T read(String key, Function<byte[], T> parser) {
        byte[] value = store.get(key).orElseThrow(() -> new MissingFeaturesException(what, folder, key));
        try {
            return parser.apply(value);
        } catch (DataException e) {
            throw e.in(what + " of '" + key + "' in " + folder);
        }
    }

    /** The first array there is of the given names in the npz under a key, with two dimensions; a vector is one row. */
    NpyArray matrix(String key, int channels, List<String> names) {
        return read(key, bytes -> matrix(Npz.read(bytes, names::contains), channels, names));
    }

    private static NpyArray matrix(Map<String, NpyArray> arrays, int channels, List<String> names) {
        NpyArray array = names.stream()
                .filter(arrays::containsKey)
                .findFirst()
                .map(arrays::get)
                .orElseThrow(() -> new DataException("the npz has no array " + String.join(" or ", names)));
        int[] shape = array.rank() == 1 ? new int[] {1, array.shape()[0]} : array.shape();
        if (shape.length != 2 || shape[0] == 0 || shape[1] != channels) {
            throw new DataException("expected an array (steps, " + channels + "), found "
                    + Arrays.toString(array.shape()) + "; do config and features belong together?");
        }
        return new NpyArray(shape, array.values());
    }

    @Override
    public void close() {
        store.close();
    }
}

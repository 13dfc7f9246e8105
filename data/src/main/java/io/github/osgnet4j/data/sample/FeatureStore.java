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

/** An LMDB folder, with what it holds in words for messages. Safe for many threads. */
public final class FeatureStore implements AutoCloseable {
    private final String what;
    private final Path folder;
    private final LmdbStore store;

    /**
     * Opens a store.
     *
     * @param what its values in words, in the plural
     * @throws DataException if there is none in the folder, or it cannot be read
     */
    public FeatureStore(String what, Path folder) {
        this.what = what;
        this.folder = folder;
        this.store = LmdbStore.open(folder);
    }

    /** Whether there is a value under a key. */
    public boolean has(String key) {
        return store.get(key).isPresent();
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
        return read(key, bytes -> {
            NpyArray array = first(Npz.read(bytes, names::contains), names);
            return new NpyArray(matrix(array.shape(), channels), array.values());
        });
    }

    /**
     * The rows of {@link #matrix}, without reading its numbers.
     *
     * @throws MissingFeaturesException if there is nothing under the key
     * @throws DataException if the head of the array is damaged, or it is of another shape
     */
    public int rows(String key, int channels, List<String> names) {
        return read(key, bytes -> matrix(first(Npz.shapes(bytes, names::contains), names), channels)[0]);
    }

    /**
     * Rows and channels of the first array there is of the given names, without reading its numbers; a vector is one row.
     *
     * @throws MissingFeaturesException if there is nothing under the key
     * @throws DataException if the head of the array is damaged, or it has no rows, no channels or more dimensions
     */
    public int[] shape(String key, List<String> names) {
        return read(key, bytes -> {
            int[] found = first(Npz.shapes(bytes, names::contains), names);
            int channels = found.length == 0 ? 0 : found[found.length - 1];
            if (channels == 0) {
                throw new DataException("expected an array (steps, channels), found " + Arrays.toString(found));
            }
            return matrix(found, channels);
        });
    }

    private static <T> T first(Map<String, T> arrays, List<String> names) {
        return names.stream()
                .filter(arrays::containsKey)
                .findFirst()
                .map(arrays::get)
                .orElseThrow(() -> new DataException("the npz has no array " + String.join(" or ", names)));
    }

    private static int[] matrix(int[] found, int channels) {
        int[] shape = found.length == 1 ? new int[] {1, found[0]} : found;
        if (shape.length != 2 || shape[0] == 0 || shape[1] != channels) {
            throw new DataException("expected an array (steps, " + channels + "), found " + Arrays.toString(found)
                    + "; do config and features belong together?");
        }
        return shape;
    }

    @Override
    public void close() {
        store.close();
    }
}

package io.github.osgnet4j.data.prepare;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.LmdbStore;
import io.github.osgnet4j.data.io.Npz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A store as a folder with a file for each key, whose contents decide its ending: {@code .npz}, or {@code .pkl} for a pickle. Where names of
 * files are not their keys, {@code %keys.jsonl} says which key is whose, and {@link SourceFile#in} knows them again.
 */
public final class StoreUnpacking {
    private static final int PICKLE = 0x80;

    private final LmdbStore store;
    private final List<String> keys;

    /** Finds the keys of a store, which is left open. */
    public StoreUnpacking(LmdbStore store) {
        this.store = store;
        this.keys = store.keys(Integer.MAX_VALUE);
    }

    /** How many files there will be. */
    public int files() {
        return keys.size();
    }

    /**
     * Writes the files; the folder is there when all of them are.
     *
     * @param output must not exist, or be empty
     * @param array the array of each npz to write as {@code .npy}; empty to write each value as it is
     * @param done told each key
     * @return the files whose names are not their keys, and these keys
     * @throws DataException if a key is no UTF-8 text, a value has no such array or is damaged, or the folder cannot be written
     */
    public Map<String, String> run(Path output, String array, Consumer<String> done) {
        Map<String, String> renamed = new LinkedHashMap<>();
        try (PartialFolder partial = PartialFolder.open(output)) {
            if (partial.journal().size() > 0) {
                throw new DataException(partial.path() + " holds the values of an unfinished store; delete it first");
            }
            partial.empty();
            try {
                for (String key : keys) {
                    String name = KeyName.of(key);
                    byte[] value = value(store, key);
                    String ending = array.isEmpty() ? ending(value) : ".npy";
                    byte[] contents = array.isEmpty() ? value : npy(key, value, array);
                    Files.write(partial.contents().resolve(name + ending), contents, StandardOpenOption.CREATE_NEW);
                    if (!name.equals(key)) {
                        renamed.put(name + ending, key);
                    }
                    done.accept(key);
                }
                KeyIndex.write(partial.contents(), renamed);
                partial.move();
            } finally {
                partial.delete();
            }
        } catch (IOException e) {
            throw PartialFolder.unwritable(output, e);
        }
        return renamed;
    }

    /**
     * The value of one of a store's keys.
     *
     * @throws DataException if the key is no UTF-8 text, and so is not found again
     */
    static byte[] value(LmdbStore store, String key) {
        return store.get(key)
                .orElseThrow(() -> new DataException(
                        store + ": the key '" + key + "' is not UTF-8 text; such stores are not read"));
    }

    private byte[] npy(String key, byte[] value, String array) {
        try {
            return Npz.member(value, array);
        } catch (DataException e) {
            throw e.in(store + ": the value of '" + key + "'");
        }
    }

    private static String ending(byte[] value) {
        if (value.length > 1 && value[0] == 'P' && value[1] == 'K') {
            return ".npz";
        }
        return value.length > 0 && (value[0] & 0xff) == PICKLE ? ".pkl" : ".bin";
    }
}

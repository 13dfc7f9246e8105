package io.github.osgnet4j.data.io;

import io.github.osgnet4j.data.DataException;

/**
 * A piece of memory that tensors are views of.
 *
 * @param key its name in the file
 * @param elements as the pickle claims
 * @param offset where a view of a storage starts in it (legacy files only)
 */
record TorchStorage(String key, Dtype dtype, long elements, long offset) {
    private static final int MAX_KEY = 100;

    TorchStorage {
        if (key.length() > MAX_KEY) {
            throw new DataException("Pickle: a storage with a name of " + key.length() + " characters");
        }
    }
}

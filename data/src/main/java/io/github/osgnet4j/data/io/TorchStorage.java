package io.github.osgnet4j.data.io;

/**
 * A piece of memory that tensors are views of.
 *
 * @param key its name in the file
 * @param elements as the pickle claims
 * @param offset where a view of a storage starts in it (legacy files only)
 */
record TorchStorage(String key, Dtype dtype, long elements, long offset) {}

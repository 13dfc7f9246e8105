package io.github.osgnet4j.serve;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Values that are kept up to a number of bytes, least recently used out first. Thread-safe. */
final class RecentlyUsed<K, V> {

    private final long capacity;
    private final ToLongFunction<V> size;
    private final Map<K, V> values = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /**
     * Keeps values.
     *
     * @param capacity bytes of them; one alone may take more
     * @param size bytes of a value
     */
    RecentlyUsed(long capacity, ToLongFunction<V> size) {
        this.capacity = capacity;
        this.size = size;
    }

    long capacity() {
        return capacity;
    }

    synchronized Optional<V> get(K key) {
        return Optional.ofNullable(values.get(key));
    }

    /** A value, which is made and kept if there is none. */
    synchronized V get(K key, Supplier<V> otherwise) {
        return get(key).orElseGet(() -> {
            V made = otherwise.get();
            put(key, made);
            return made;
        });
    }

    synchronized void put(K key, V added) {
        V before = values.put(key, added);
        bytes += size.applyAsLong(added) - (before == null ? 0 : size.applyAsLong(before));
        Iterator<V> oldest = values.values().iterator();
        while (bytes > capacity && values.size() > 1) {
            bytes -= size.applyAsLong(oldest.next());
            oldest.remove();
        }
    }

    synchronized long bytes() {
        return bytes;
    }
}

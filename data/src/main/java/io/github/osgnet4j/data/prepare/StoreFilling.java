package io.github.osgnet4j.data.prepare;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.sample.JobIdentity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Fills a store from files, one at a time. */
public final class StoreFilling implements AutoCloseable {
    private final List<SourceFile> sources;
    private final StoreBuilder builder;
    private final List<String> notFinite = new ArrayList<>();

    /** Told each value that is there, and each that cannot be made. */
    @FunctionalInterface
    public interface Listener {
        void stored(String key);

        /**
         * A file that cannot be read or encoded. Unless this throws, the filling goes on with the next one.
         *
         * @param problem what was thrown; the default throws it again
         */
        default void unusable(SourceFile source, RuntimeException problem) {
            throw problem;
        }
    }

    /**
     * Begins a store, or goes on with one of the same job whose files are still the same.
     *
     * @param output folder to make
     * @param job all that decides the values, apart from the files
     * @throws DataException as {@link StoreBuilder#open}
     */
    public StoreFilling(Path output, JobIdentity job, List<SourceFile> sources, boolean resume) {
        this.sources = sources;
        Map<String, SourceFile> byKey = new LinkedHashMap<>();
        sources.forEach(source -> byKey.put(source.key(), source));
        this.builder = StoreBuilder.open(
                output,
                job,
                resume,
                (key, fingerprint) ->
                        byKey.containsKey(key) && byKey.get(key).fingerprint().equals(fingerprint));
    }

    /** Whether there is no value yet. */
    public boolean isEmpty() {
        return builder.shapes().isEmpty();
    }

    /** How many values earlier runs have left. */
    public int before() {
        return builder.before();
    }

    /** The files whose values are not there yet. */
    public List<SourceFile> pending() {
        return sources.stream().filter(source -> !builder.has(source.key())).toList();
    }

    /**
     * Reads, encodes and stores what is not there yet, and moves the store to its place.
     *
     * @param encoding what a file becomes
     */
    public void run(Function<SourceFile, StoreValue> encoding, Listener listener) {
        fill(encoding, listener);
        finish();
    }

    /**
     * Reads, encodes and stores what is not there yet; the store stays unfinished.
     *
     * @param encoding what a file becomes
     */
    public void fill(Function<SourceFile, StoreValue> encoding, Listener listener) {
        for (SourceFile source : pending()) {
            String fingerprint;
            StoreValue value;
            try {
                fingerprint = source.fingerprint();
                value = encoding.apply(source);
            } catch (RuntimeException e) {
                listener.unusable(source, e);
                continue;
            }
            if (!value.finite()) {
                notFinite.add(source.key());
            }
            builder.put(source.key(), fingerprint, value.bytes(), value.shape());
            listener.stored(source.key());
        }
    }

    /** Moves the store to its place, with the values that are there. */
    public void finish() {
        builder.finish();
    }

    /** Where an unfinished store is. */
    public Path partial() {
        return builder.partial();
    }

    /** Rows (steps or tokens) of each key. */
    public Map<String, Integer> rows() {
        Map<String, Integer> rows = new LinkedHashMap<>();
        builder.shapes().forEach((key, shape) -> rows.put(key, shape.size() == 1 ? 1 : shape.get(0)));
        return rows;
    }

    /** The first key of each number of channels there is, in order; a store that a network can use has one such number. */
    public Map<Integer, String> channels() {
        Map<Integer, String> channels = new LinkedHashMap<>();
        builder.shapes().forEach((key, shape) -> channels.putIfAbsent(shape.get(shape.size() - 1), key));
        return channels;
    }

    /** Keys of values with numbers that are NaN or infinite, as far as this run has made them. */
    public List<String> notFinite() {
        return notFinite;
    }

    /** What a run that is stopped now leaves. */
    public String kept() {
        return builder.kept();
    }

    /** Leaves what is not whole for a later run. */
    @Override
    public void close() {
        builder.close();
    }
}

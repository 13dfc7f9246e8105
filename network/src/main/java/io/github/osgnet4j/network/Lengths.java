package io.github.osgnet4j.network;

import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * How many leading steps of each sample of a batch are real; the steps after them are padding.
 *
 * @param <T> the tensor type of an {@link Ops} backend
 */
public final class Lengths<T> {

    private final Optional<T> values;

    private Lengths(Optional<T> values) {
        this.values = values;
    }

    /** Every step of every sample is real. */
    public static <T> Lengths<T> full() {
        return new Lengths<>(Optional.empty());
    }

    /**
     * Real steps per sample.
     *
     * @param values integers (B), or (1) where all samples share one length
     */
    public static <T> Lengths<T> of(T values) {
        return new Lengths<>(Optional.of(values));
    }

    /** Whether there is no padding, so that masking and its cost can be left out. */
    public boolean isFull() {
        return values.isEmpty();
    }

    /**
     * The integers (B) or (1).
     *
     * @throws NoSuchElementException if the lengths are {@link #full()}
     */
    public T values() {
        return values.orElseThrow();
    }
}

package io.github.osgnet4j.export;

import io.github.osgnet4j.runtime.bundle.Int8For;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** The layers of a graph that compute their products in 8 bits. */
public sealed interface Int8Layers {

    /** None: all is float32. */
    Int8Layers NONE = new Chosen(Collections.emptySortedSet(), Int8For.AVX2);

    /**
     * These layers.
     *
     * @param weights the names of their weights
     * @param processors that must compute them exactly
     */
    record Chosen(SortedSet<String> weights, Int8For processors) implements Int8Layers {
        /** Copies the names. */
        public Chosen {
            weights = Collections.unmodifiableSortedSet(new TreeSet<>(weights));
        }

        static Chosen of(Set<String> weights, Int8For processors) {
            return new Chosen(new TreeSet<>(weights), processors);
        }
    }

    /**
     * Every large layer in either form, selected by inputs of the graph at each run: for each such layer the graph
     * takes one boolean named {@link #SWITCH} and the name of its weight.
     *
     * @param smallest elements of a weight from which on a layer is large
     * @param processors that must compute it exactly
     */
    record Switched(long smallest, Int8For processors) implements Int8Layers {
        /** What the name of a layer's input starts with. */
        static final String SWITCH = "int8/";
    }
}

package io.github.osgnet4j.export;

import io.github.osgnet4j.runtime.bundle.Int8For;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The layers computed in 8 bits, and the reasons.
 *
 * @param layers every large layer in the order of the network
 * @param budget the largest error allowed in the outputs
 * @param error that they have, relative to their spread
 * @param samples how many samples it was measured on
 * @param synthetic whether they were synthetic
 * @param processors that the weights are for
 */
record Int8Choice(List<Layer> layers, double budget, double error, int samples, boolean synthetic, Int8For processors) {

    /**
     * One layer.
     *
     * @param weight the name of its weight
     * @param int8 whether it is computed in 8 bits
     * @param error of the network's outputs if it is the only one that is
     */
    record Layer(String weight, boolean int8, double error) {}

    Int8Choice {
        layers = List.copyOf(layers);
    }

    /** For the bundle's provenance. */
    String summary() {
        return String.format(
                Locale.ROOT,
                "%d of %d large layers, outputs off by %.4f of their standard deviation (budget %.4f), on %d %s samples",
                chosen().weights().size(),
                layers.size(),
                error,
                budget,
                samples,
                synthetic ? "synthetic" : "real");
    }

    Int8Layers.Chosen chosen() {
        Set<String> weights =
                layers.stream().filter(Layer::int8).map(Layer::weight).collect(Collectors.toCollection(TreeSet::new));
        return Int8Layers.Chosen.of(weights, processors);
    }
}

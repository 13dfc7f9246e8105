package io.github.osgnet4j.export;

import ai.onnxruntime.OrtException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which layers can be computed in 8 bits. Each is tried alone, and the error it causes in the network's outputs
 * is recorded. Then all are tried together, and as long as the error exceeds the budget, the layers that cause the most
 * error for their size go back to float32.
 */
final class Int8Search {

    private static final Logger LOG = LoggerFactory.getLogger(Int8Search.class);

    private final SwitchedNetwork network;
    private final NetworkGraphs graphs;
    private final List<Sample> samples;
    private final int few;
    private final List<Map<String, float[]>> expected = new ArrayList<>();

    /**
     * Runs the samples in float32.
     *
     * @param few on how many of the samples each layer is tried by itself; all of them try the layers together
     */
    Int8Search(SwitchedNetwork network, NetworkGraphs graphs, List<Sample> samples, int few) throws OrtException {
        this.network = network;
        this.graphs = graphs;
        this.samples = samples;
        this.few = few;
        for (Sample sample : samples) {
            expected.add(network.run(sample, Set.of()));
        }
    }

    /** A layer alone in 8 bits. */
    private record Alone(String weight, double error, double errorPerWeight) {}

    Int8Choice search(ExportPrecision.Int8 precision) throws OrtException {
        List<Alone> layers = new ArrayList<>();
        for (String weight : network.layers()) {
            double error = error(Set.of(weight), few);
            long size = graphs.parameters().get(weight).values().length;
            layers.add(new Alone(weight, error, error * error / size));
        }
        List<Alone> worstFirst = layers.stream()
                .sorted(Comparator.comparingDouble(Alone::errorPerWeight).reversed())
                .toList();
        int dropped = 0;
        int enough = layers.size();
        Map<Integer, Double> errors = new HashMap<>();
        errors.put(enough, 0.0);
        while (dropped < enough) {
            int tried = errors.size() == 1 ? 0 : (dropped + enough) / 2;
            double error = error(without(worstFirst, tried), samples.size());
            errors.put(tried, error);
            LOG.debug("{} of {} layers in int8: error {}", layers.size() - tried, layers.size(), error);
            if (error <= precision.budget()) {
                enough = tried;
            } else {
                dropped = tried + 1;
            }
        }
        Set<String> chosen = without(worstFirst, enough);
        return new Int8Choice(
                layers.stream()
                        .map(l -> new Int8Choice.Layer(l.weight(), chosen.contains(l.weight()), l.error()))
                        .toList(),
                precision.budget(),
                errors.get(enough),
                samples.size(),
                precision.samples().isEmpty(),
                precision.processors());
    }

    private static Set<String> without(List<Alone> layers, int first) {
        Set<String> rest = new TreeSet<>();
        layers.subList(first, layers.size()).forEach(l -> rest.add(l.weight()));
        return rest;
    }

    private double error(Set<String> int8, int most) throws OrtException {
        OutputError error = new OutputError(graphs.spec());
        for (int i = 0; i < most; i++) {
            error.add(samples.get(i).steps(), expected.get(i), network.run(samples.get(i), int8));
        }
        return error.value();
    }
}

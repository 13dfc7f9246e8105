package io.github.osgnet4j.export;

import io.github.osgnet4j.network.FloatOps;
import io.github.osgnet4j.network.FloatTensor;
import io.github.osgnet4j.network.Lengths;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.Network;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.network.Ops;
import io.github.osgnet4j.network.Params;
import io.github.osgnet4j.network.TextPadding;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * An input of the network.
 *
 * @param name for messages
 * @param features (T, Dv)
 * @param tokens (L, Dt)
 * @param objects the objects of each step; empty for a network without objects
 */
record Sample(String name, FloatTensor features, FloatTensor tokens, Optional<Objects> objects) {

    /**
     * Objects.
     *
     * @param table (K, Do)
     * @param index (S, O), rows of the table or -1
     */
    record Objects(FloatTensor table, FloatTensor index) {}

    /** Random normal numbers of the given sizes; each step shows some of the objects, in the first slots. */
    static Sample random(
            RandomGenerator random, NetworkGraphs graphs, String name, int steps, int tokens, int rows, int slots) {
        NetworkSpec spec = graphs.spec();
        FloatTensor features = normal(random, steps, spec.video().projection().in());
        FloatTensor words = normal(random, tokens, spec.text().projection().in());
        if (!graphs.takesObjects()) {
            return new Sample(name, features, words, Optional.empty());
        }
        FloatTensor table = normal(random, rows, spec.objects().projection().in());
        FloatTensor index = FloatTensor.zeros(Math.min(steps + 1, spec.paddedLength(steps)), slots);
        for (int step = 0; step < index.dim(0); step++) {
            int seen = step == 0 ? slots : random.nextInt(slots + 1);
            for (int slot = 0; slot < slots; slot++) {
                index.values()[step * slots + slot] = slot < seen ? random.nextInt(rows) : -1;
            }
        }
        return new Sample(name, features, words, Optional.of(new Objects(table, index)));
    }

    private static FloatTensor normal(RandomGenerator random, int rows, int columns) {
        FloatTensor t = FloatTensor.zeros(rows, columns);
        for (int i = 0; i < t.values().length; i++) {
            t.values()[i] = (float) random.nextGaussian();
        }
        return t;
    }

    int steps() {
        return features.dim(0);
    }

    /** The features as the video graph takes them: (1, S, Dv). */
    FloatTensor padded(NetworkGraphs graphs) {
        int given = Network.inputSteps(graphs.spec(), graphs.hasObjects(), steps());
        return new FloatTensor(
                new int[] {1, given, features.dim(1)}, Arrays.copyOf(features.values(), given * features.dim(1)));
    }

    /** What the plain float interpreter makes of it. */
    List<Network.Level<FloatTensor>> expected(NetworkGraphs graphs) {
        return expected(graphs, new FloatOps(), FloatTensor::of);
    }

    /** What another interpreter over float arrays makes of it, with the parameters as it wants them. */
    List<Network.Level<FloatTensor>> expected(
            NetworkGraphs graphs, Ops<FloatTensor> op, Function<NamedTensor, FloatTensor> parameter) {
        NetworkSpec spec = graphs.spec();
        Params<FloatTensor> w = Params.of(
                name -> Optional.ofNullable(graphs.parameters().get(name)).map(parameter));
        Lengths<FloatTensor> length = Lengths.of(new FloatTensor(new int[] {1}, new float[] {steps()}));
        Network<FloatTensor> network = new Network<>(op, w, spec, TextPadding.INERT);
        FloatTensor video = network.encodeVideo(padded(graphs), length, graphs.keepsPadding());
        FloatTensor text = network.encodeText(batched(tokens), Lengths.full());
        FloatTensor zero = FloatTensor.zeros(spec.objects().projection().out());
        return network.ground(
                video,
                graphs.keepsPadding() ? length : Lengths.full(),
                text,
                Lengths.full(),
                objects.map(o -> new Network.Objects<>(
                        network.projectObjects(o.table()), batched(ended(o.index(), spec)), zero)));
    }

    /** The index with the first step that shows none after the last, where the padding has one. */
    FloatTensor ended(FloatTensor index, NetworkSpec spec) {
        int rows = Math.min(spec.paddedLength(steps()), index.dim(0) + 1);
        float[] values = Arrays.copyOf(index.values(), rows * index.dim(1));
        Arrays.fill(values, index.values().length, values.length, -1);
        return new FloatTensor(new int[] {rows, index.dim(1)}, values);
    }

    static FloatTensor batched(FloatTensor t) {
        return new FloatTensor(new int[] {1, t.dim(0), t.dim(1)}, t.values());
    }
}

package io.github.osgnet4j.train;

import ai.djl.Device;
import ai.djl.ndarray.NDScope;
import ai.djl.pytorch.engine.PtNDManager;
import io.github.osgnet4j.network.Lengths;
import io.github.osgnet4j.network.NamedTensor;
import io.github.osgnet4j.network.Network;
import io.github.osgnet4j.network.Network.EncodedObjects;
import io.github.osgnet4j.network.Network.Level;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.network.TextPadding;
import io.github.osgnet4j.postprocess.LevelScores;
import io.github.osgnet4j.train.TransientOps.Numbered;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A query on PyTorch as the official code computes it ({@code forward} of its {@code my_archs.py} in evaluation mode), to
 * measure against: everything anew for each query, all of it at the padded length, and an embedding of its own for every place
 * that an object could take. It is this project's reading of the network, not the official code itself.
 */
public final class OfficialNetwork implements AutoCloseable {

    private final NetworkSpec spec;
    private final PtNDManager manager;
    private final DeviceWeights weights;

    /**
     * A network on the CPU.
     *
     * @param values every parameter of the spec by name
     * @throws TrainException if PyTorch cannot be loaded
     */
    public OfficialNetwork(NetworkSpec spec, Map<String, NamedTensor> values) {
        this.spec = spec;
        this.manager = TorchEngine.newManager(Device.cpu());
        this.weights = DeviceWeights.fixed(manager, WeightsLayout.of(spec), values);
    }

    /**
     * What is asked.
     *
     * @param video (T, Dv)
     * @param steps T
     * @param tokens (L, Dt)
     * @param tokenCount L
     * @param objects empty where the dataset has none
     */
    public record Query(float[] video, int steps, float[] tokens, int tokenCount, Optional<Objects> objects) {}

    /**
     * Places for objects at all steps of the padded video.
     *
     * @param perStep O, at least 1
     * @param embeddings (padded T, O, Do), 0 where there is no object
     * @param present (padded T, O)
     */
    public record Objects(int perStep, float[] embeddings, boolean[] present) {}

    /** Somebody who asks in a thread of his own, with the threads inside that {@link TorchEngine#setThreads} has set there. */
    public final class Caller implements AutoCloseable {

        private final Optional<GatedScan> scan;
        private final TorchFunctions functions = TorchFunctions.load(manager);
        private final Map<List<Integer>, LastUses> lastUses = new HashMap<>();

        /** @param scan what runs the scan; if there is none it runs in Java */
        public Caller(Optional<GatedScan> scan) {
            this.scan = scan;
        }

        /** The scores of all levels. */
        public List<LevelScores> score(Query query) {
            List<Integer> sizes = List.of(
                    query.steps(),
                    query.tokenCount(),
                    query.objects().map(Objects::perStep).orElse(0));
            LastUses known = lastUses.computeIfAbsent(sizes, s -> new LastUses());
            TorchEngine.recordGradients(false);
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                TransientOps op = new TransientOps(manager, functions, known, scan);
                List<LevelScores> scores = new Pass(op).scores(query);
                known.passed();
                return scores;
            }
        }

        @Override
        public void close() {
            functions.close();
        }
    }

    private final class Pass {

        private final TransientOps op;
        private final Network<Numbered> network;

        Pass(TransientOps op) {
            this.op = op;
            this.network = new Network<>(op, op.params(weights.params()), spec, TextPadding.LEAKS);
        }

        private Numbered floats(float[] values, long... shape) {
            return op.constant(op.constants().floats(values, shape));
        }

        private Numbered integers(int[] values, long... shape) {
            return op.constant(op.constants().integers(values, shape));
        }

        List<LevelScores> scores(Query query) {
            int padded = spec.paddedLength(query.steps());
            int channels = spec.video().projection().in();
            Lengths<Numbered> length = Lengths.of(integers(new int[] {query.steps()}, 1));
            Numbered features = floats(Arrays.copyOf(query.video(), padded * channels), 1, padded, channels);
            Numbered video = network.encodeVideo(features, length, true);
            Numbered text = network.encodeText(
                    floats(
                            query.tokens(),
                            1,
                            query.tokenCount(),
                            spec.text().projection().in()),
                    Lengths.full());
            Optional<EncodedObjects<Numbered>> encoded =
                    query.objects().map(o -> network.encodeObjects(objects(o, padded), text, Lengths.full()));
            Optional<EncodedObjects<Numbered>> seen = spec.video().objectBranch() ? encoded : Optional.empty();
            Numbered fused =
                    network.fuse(new Network.Video<>(video, Optional.empty()), length, text, Lengths.full(), seen);
            return Validator.scores(
                    spec,
                    query.steps(),
                    network.predict(fused, length).stream()
                            .map(level ->
                                    new Level<>(op.array(level.logits()), op.array(level.offsets()), Lengths.full()))
                            .toList());
        }

        private Network.Objects<Numbered> objects(Objects objects, int padded) {
            int places = padded * objects.perStep();
            int[] rows = new int[places];
            for (int i = 0; i < places; i++) {
                rows[i] = objects.present()[i] ? i : -1;
            }
            Numbered table = floats(
                    objects.embeddings(), places, spec.objects().projection().in());
            return new Network.Objects<>(
                    network.projectObjects(table),
                    integers(rows, 1, padded, objects.perStep()),
                    floats(new float[spec.channels()], spec.channels()));
        }
    }

    @Override
    public void close() {
        weights.close();
        manager.close();
    }
}

package io.github.osgnet4j.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import io.github.osgnet4j.network.Lengths;
import io.github.osgnet4j.network.Network;
import io.github.osgnet4j.network.Network.Level;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.network.Params;
import io.github.osgnet4j.network.ShotBranch;
import io.github.osgnet4j.network.TextPadding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** From a batch to its losses ({@code forward} of the official {@code my_archs.py} in training). */
final class TrainingPass {

    /** What is added to a pass's seed for its parts. */
    private static final long GROUNDING = 1;

    private static final long SHOTS = 2;

    private final DjlOps op;
    private final Params<NDArray> weights;
    private final NetworkSpec spec;
    private final LossSettings settings;

    TrainingPass(DjlOps op, Params<NDArray> weights, NetworkSpec spec, LossSettings settings) {
        this.op = op;
        this.weights = weights;
        this.spec = spec;
        this.settings = settings;
    }

    /**
     * The losses; the normaliser takes the batch into account first.
     *
     * @param seed decides, with the pass's operations, which residual branches are left out
     * @param shared what the shot branch compares this batch with; only this batch itself if absent
     */
    Losses losses(Batch batch, LossNormalizer normalizer, long seed, Optional<SharedShots> shared) {
        op.reseed(seed);
        NDArray video = encode(batch);
        Lengths<NDArray> lengths =
                op.lengths(batch.videoLengths(), (int) video.getShape().get(1));
        op.reseed(seed + GROUNDING);
        List<Level<NDArray>> levels = ground(batch, video, lengths);
        LevelTargets targets = LevelTargets.of(batch, levels, spec, settings);
        normalizer.update(targets.positives().length);
        NDArray n = scalar(normalizer.value());

        NDArray classification = classification(levels, targets, n);
        NDArray regression = regression(levels, targets, n);
        NDArray weighted = settings.regressionWeight() >= 0
                ? regression.mul(scalar(settings.regressionWeight()))
                : op.functions().call("balance", classification, regression);
        NDArray total = classification.add(weighted);
        op.reseed(seed + SHOTS);
        Optional<NDArray> shots = batch.shots()
                .map(s -> shots(
                        s, shared.orElseGet(() -> SharedShots.alone(s, settings.softShots())), video, lengths, n));
        if (shots.isPresent()) {
            total = total.add(shots.get().mul(scalar(settings.shotWeight())));
        }
        return new Losses(total, classification, regression, shots);
    }

    private NDArray encode(Batch batch) {
        NDArray features = op.constant(batch.video().values(), batch.video().shape());
        Lengths<NDArray> lengths =
                Lengths.of(op.integers(batch.videoLengths(), batch.samples().size()));
        boolean keepPadding = Network.needsPadding(spec, batch.objects().isPresent());
        return Network.encodeVideo(op, weights, spec, features, lengths, keepPadding);
    }

    private NDArray scalar(double value) {
        return op.constant(new float[] {(float) value}).squeeze(new int[] {});
    }

    private List<Level<NDArray>> ground(Batch batch, NDArray video, Lengths<NDArray> lengths) {
        NDArray tokens = op.constant(batch.text().values(), batch.text().shape());
        Lengths<NDArray> textLengths =
                op.lengths(batch.textLengths(), batch.text().steps());
        NDArray text = Network.encodeText(op, weights, spec, tokens, textLengths, TextPadding.LEAKS);
        Optional<Network.Objects<NDArray>> objects = batch.objects().map(o -> objects(o, batch));
        return Network.ground(op, weights, spec, video, lengths, text, textLengths, objects, TextPadding.LEAKS);
    }

    private Network.Objects<NDArray> objects(Batch.Objects objects, Batch batch) {
        return new Network.Objects<>(
                op.constant(objects.table(), objects.rows(), objects.channels()),
                op.integers(
                        objects.index(), batch.samples().size(), batch.video().steps(), objects.width()),
                op.constant(new float[spec.channels()], spec.channels()));
    }

    private NDArray classification(List<Level<NDArray>> levels, LevelTargets targets, NDArray normalizer) {
        NDArray logits =
                NDArrays.concat(new NDList(levels.stream().map(Level::logits).toList()), 1);
        int points = (int) logits.getShape().get(1);
        int batch = (int) logits.getShape().get(0);
        return op.functions()
                .call(
                        "focal_loss",
                        logits,
                        op.constant(targets.classes(), batch, points, spec.classes()),
                        op.constant(targets.valid(), batch, points, 1),
                        normalizer);
    }

    private NDArray regression(List<Level<NDArray>> levels, LevelTargets targets, NDArray normalizer) {
        NDArray offsets =
                NDArrays.concat(new NDList(levels.stream().map(Level::offsets).toList()), 1);
        if (targets.positives().length == 0) {
            // Still a function of the offsets, so that the head takes part in every step.
            return offsets.sum().mul(scalar(0));
        }
        NDArray points = op.integers(targets.positives(), targets.positives().length);
        NDArray wanted = op.constant(targets.offsets(), targets.positives().length, 2);
        return op.functions().call("diou_loss", offsets, points, wanted, normalizer);
    }

    private NDArray shots(
            Batch.ShotBatch batch, SharedShots shared, NDArray video, Lengths<NDArray> lengths, NDArray normalizer) {
        NetworkSpec.ShotBranch branch = spec.shots().orElseThrow();
        NDArray queries = shared.queriesAround(op, queryVectors(batch, branch));
        NDArray shots = shared.shotsAround(op, shotVectors(batch, branch, video, lengths));
        NDArray similarity = ShotBranch.similarity(op, weights, queries, shots);
        NDArray wanted = op.constant(shared.labels(), similarity.getShape().getShape());
        return op.functions().call("info_nce", similarity, wanted, normalizer);
    }

    /** The vectors the shot branch compares, for batches that are compared with others; not for learning. */
    SharedShots.Part shotVectors(Batch batch, long seed) {
        Batch.ShotBatch shots = batch.shots().orElseThrow();
        NetworkSpec.ShotBranch branch = spec.shots().orElseThrow();
        op.reseed(seed);
        NDArray video = encode(batch);
        Lengths<NDArray> lengths =
                op.lengths(batch.videoLengths(), (int) video.getShape().get(1));
        op.reseed(seed + SHOTS);
        NDArray queries = queryVectors(shots, branch);
        NDArray pieces = shotVectors(shots, branch, video, lengths);
        return new SharedShots.Part(
                queries.toFloatArray(), pieces.toFloatArray(), ShotLabels.of(shots, settings.softShots()), shots);
    }

    /** (N, 1, C), one vector per query of the batch's videos. */
    NDArray queryVectors(Batch.ShotBatch batch, NetworkSpec.ShotBranch branch) {
        NDArray tokens = op.constant(batch.text().values(), batch.text().shape());
        Lengths<NDArray> lengths = op.lengths(batch.textLengths(), batch.text().steps());
        NDArray text = Network.encodeText(op, weights, spec, tokens, lengths, TextPadding.LEAKS);
        return ShotBranch.queries(op, weights, branch, text, lengths);
    }

    /** (S, 1, C), one vector per shot of the batch's videos. */
    NDArray shotVectors(Batch.ShotBatch batch, NetworkSpec.ShotBranch branch, NDArray video, Lengths<NDArray> lengths) {
        NDArray alone = Network.encodeAlone(op, weights, spec, video, lengths);
        int longest = batch.longest();
        int count = batch.shotLengths().length;
        float[] mask = new float[count * longest];
        IntStream.range(0, mask.length).forEach(i -> mask[i] = i % longest < batch.shotLengths()[i / longest] ? 1 : 0);
        NDArray pieces = op.functions()
                .call(
                        "gather_steps",
                        alone,
                        op.integers(batch.shotRows(), count, longest),
                        op.constant(mask, count, longest, 1));
        return ShotBranch.shots(op, weights, branch, pieces, op.lengths(batch.shotLengths(), longest));
    }

    /**
     * Targets of a batch as the losses take them.
     *
     * @param classes (B, points, classes), smoothed
     * @param valid (B, points), 1 where the point is real
     * @param positives rows of (B * points) that are positive
     * @param offsets (positives, 2)
     */
    record LevelTargets(float[] classes, float[] valid, int[] positives, float[] offsets) {

        static LevelTargets of(Batch batch, List<Level<NDArray>> levels, NetworkSpec spec, LossSettings settings) {
            List<Targets.Level> shape = new ArrayList<>();
            for (int i = 0; i < levels.size(); i++) {
                int points = (int) levels.get(i).logits().getShape().get(1);
                int stride = spec.strides().get(i);
                if ((long) points * stride > settings.maxPoints() + stride - 1L) {
                    throw new TrainException("A video of " + points * stride
                            + " padded steps has more points than model.max_buffer_len_factor allows, "
                            + settings.maxPoints());
                }
                shape.add(new Targets.Level(stride, points, settings.ranges().get(i)));
            }
            int points = shape.stream().mapToInt(Targets.Level::points).sum();
            int samples = batch.samples().size();
            float off = (float) (settings.labelSmoothing() / (spec.classes() + 1));
            float[] classes = new float[samples * points * spec.classes()];
            float[] valid = new float[samples * points];
            List<Integer> positives = new ArrayList<>();
            List<Float> offsets = new ArrayList<>();
            for (int b = 0; b < samples; b++) {
                Targets targets = Targets.assign(shape, batch.samples().get(b).segments(), settings.centreRadius());
                int at = 0;
                for (Targets.Level level : shape) {
                    int real = (batch.videoLengths()[b] + level.stride() - 1) / level.stride();
                    for (int i = 0; i < level.points(); i++, at++) {
                        int row = b * points + at;
                        boolean positive = targets.positive()[at];
                        for (int c = 0; c < spec.classes(); c++) {
                            float hit = positive && c == 0 ? (float) (1 - settings.labelSmoothing()) : 0;
                            classes[row * spec.classes() + c] = hit + off;
                        }
                        valid[row] = i < real ? 1 : 0;
                        if (positive && i < real) {
                            positives.add(row);
                            offsets.add(targets.offsets()[2 * at]);
                            offsets.add(targets.offsets()[2 * at + 1]);
                        }
                    }
                }
            }
            float[] flat = new float[offsets.size()];
            IntStream.range(0, flat.length).forEach(i -> flat[i] = offsets.get(i));
            return new LevelTargets(
                    classes, valid, positives.stream().mapToInt(i -> i).toArray(), flat);
        }
    }
}

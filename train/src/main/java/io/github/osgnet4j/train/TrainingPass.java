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
import java.util.stream.Stream;

/** Computes the losses of a batch ({@code forward} of the official {@code my_archs.py} in training). */
final class TrainingPass {

    /** What is added to a pass's seed for its parts. */
    private static final long GROUNDING = 1;

    private static final long SHOTS = 2;

    private final TapedOps op;
    private final Params<Taped> weights;
    private final Network<Taped> network;
    private final NetworkSpec spec;
    private final LossSettings settings;

    TrainingPass(TapedOps op, Params<NDArray> weights, NetworkSpec spec, LossSettings settings) {
        this.op = op;
        this.weights = op.params(weights);
        this.network = new Network<>(op, this.weights, spec, TextPadding.LEAKS);
        this.spec = spec;
        this.settings = settings;
    }

    /**
     * The losses; the normaliser takes the batch into account first.
     *
     * @param seed decides, with the pass's operations, which residual branches are left out
     * @param shared what the shot branch compares this batch with; only this batch itself if absent
     */
    Losses losses(TrainingBatch batch, LossNormalizer normalizer, long seed, Optional<SharedShots> shared) {
        Network.Scanned<Taped> video = scan(batch);
        Lengths<Taped> lengths = op.lengths(batch.videoLengths(), steps(video.steps()));
        op.reseed(seed + GROUNDING);
        List<Level<Taped>> levels = ground(batch, video, lengths);
        LevelTargets targets = LevelTargets.of(batch, levels, spec, settings);
        normalizer.update(targets.positives().length);
        NDArray n = scalar(normalizer.value());

        NDArray classification = classification(levels, targets, n);
        NDArray regression = regression(levels, targets, n);
        NDArray weighted = settings.regressionWeight() >= 0
                ? regression.mul(scalar(settings.regressionWeight()))
                : call("balance", classification, regression);
        Taped grounding = op.out(classification.add(weighted));
        op.reseed(seed + SHOTS);
        Optional<NDArray> shots = batch.shots()
                .map(s -> shots(
                        s, shared.orElseGet(() -> SharedShots.alone(s, settings.softShots())), video, lengths, n));
        NDArray total = op.in(grounding);
        if (shots.isPresent()) {
            total = total.add(shots.get().mul(scalar(settings.shotWeight())));
        }
        return new Losses(total, classification, regression, shots);
    }

    private NDArray call(String function, NDArray... arguments) {
        return op.functions().call(function, arguments);
    }

    private NDArray scalar(double value) {
        return op.constants().floats(new float[] {(float) value}).squeeze(new int[] {});
    }

    private Taped constant(float[] values, long... shape) {
        return op.constant(op.constants().floats(values, shape));
    }

    private Taped integers(int[] values, long... shape) {
        return op.constant(op.constants().integers(values, shape));
    }

    private static int steps(Taped x) {
        return Math.toIntExact(x.array().getShape().get(1));
    }

    /** What grounding and shot branch share of a video; each draws its own stochastic depth on top of it. */
    private Network.Scanned<Taped> scan(TrainingBatch batch) {
        Taped features = constant(batch.video().values(), batch.video().shape());
        Lengths<Taped> lengths =
                Lengths.of(integers(batch.videoLengths(), batch.queries().size()));
        boolean keepPadding = Network.needsPadding(spec, batch.objects().isPresent());
        return network.scanVideo(features, lengths, keepPadding);
    }

    private Taped encode(TrainingBatch.Padded tokens, Lengths<Taped> lengths) {
        Taped x = constant(tokens.values(), tokens.shape());
        return network.encodeText(x, lengths);
    }

    private List<Level<Taped>> ground(TrainingBatch batch, Network.Scanned<Taped> scanned, Lengths<Taped> lengths) {
        Taped video = network.encodeVideo(scanned, lengths);
        Lengths<Taped> textLengths =
                op.lengths(batch.textLengths(), batch.text().steps());
        Taped text = encode(batch.text(), textLengths);
        Optional<Network.Objects<Taped>> objects = batch.objects().map(o -> objects(o, batch));
        return network.ground(video, lengths, text, textLengths, objects);
    }

    private Network.Objects<Taped> objects(TrainingBatch.Objects objects, TrainingBatch batch) {
        Taped table = constant(objects.table(), objects.rows(), objects.channels());
        return new Network.Objects<>(
                network.projectObjects(table),
                integers(objects.index(), batch.queries().size(), batch.video().steps(), objects.width()),
                constant(new float[spec.channels()], spec.channels()));
    }

    private NDArray sideBySide(Stream<Taped> levels) {
        return NDArrays.concat(new NDList(levels.map(op::in).toList()), 1);
    }

    private NDArray classification(List<Level<Taped>> levels, LevelTargets targets, NDArray normalizer) {
        NDArray logits = sideBySide(levels.stream().map(Level::logits));
        long batch = logits.getShape().get(0);
        long points = logits.getShape().get(1);
        NDArray classes = op.constants().floats(targets.classes(), batch, points, spec.classes());
        NDArray valid = op.constants().floats(targets.valid(), batch, points, 1);
        return call("focal_loss", logits, classes, valid, normalizer);
    }

    private NDArray regression(List<Level<Taped>> levels, LevelTargets targets, NDArray normalizer) {
        NDArray offsets = sideBySide(levels.stream().map(Level::offsets));
        int positives = targets.positives().length;
        if (positives == 0) {
            // Still a function of the offsets, so that the head takes part in every step.
            return offsets.sum().mul(scalar(0));
        }
        NDArray points = op.constants().integers(targets.positives(), positives);
        NDArray wanted = op.constants().floats(targets.offsets(), positives, 2);
        return call("diou_loss", offsets, points, wanted, normalizer);
    }

    private NDArray shots(
            TrainingBatch.ShotBatch batch,
            SharedShots shared,
            Network.Scanned<Taped> video,
            Lengths<Taped> lengths,
            NDArray normalizer) {
        Taped ownQueries = queryVectors(batch);
        Taped ownShots = shotVectors(batch, video, lengths);
        Taped queries = op.out(shared.queriesAround(op.constants(), op.in(ownQueries)));
        Taped shots = op.out(shared.shotsAround(op.constants(), op.in(ownShots)));
        NDArray similarity = op.in(branch().similarity(queries, shots));
        NDArray wanted =
                op.constants().floats(shared.labels(), similarity.getShape().getShape());
        return call("info_nce", similarity, wanted, normalizer.mul(scalar(shared.batches())));
    }

    /** The vectors the shot branch compares, for batches that are compared with others; not for learning. */
    SharedShots.Part shotVectors(TrainingBatch batch, long seed) {
        TrainingBatch.ShotBatch shots = batch.shots().orElseThrow();
        Network.Scanned<Taped> video = scan(batch);
        Lengths<Taped> lengths = op.lengths(batch.videoLengths(), steps(video.steps()));
        op.reseed(seed + SHOTS);
        Taped queries = queryVectors(shots);
        Taped pieces = shotVectors(shots, video, lengths);
        return new SharedShots.Part(
                queries.array().toFloatArray(),
                pieces.array().toFloatArray(),
                ShotLabels.of(shots, settings.softShots()),
                shots);
    }

    private ShotBranch<Taped> branch() {
        return new ShotBranch<>(op, weights, spec.shots().orElseThrow());
    }

    /** (N, 1, C), one vector per query of the batch's videos. */
    private Taped queryVectors(TrainingBatch.ShotBatch batch) {
        Lengths<Taped> lengths = op.lengths(batch.textLengths(), batch.text().steps());
        return branch().queries(encode(batch.text(), lengths), lengths);
    }

    /** (S, 1, C), one vector per shot of the batch's videos. */
    private Taped shotVectors(TrainingBatch.ShotBatch batch, Network.Scanned<Taped> scanned, Lengths<Taped> lengths) {
        Taped video = network.encodeVideo(scanned, lengths);
        Taped alone = network.encodeAlone(video, lengths);
        int longest = batch.longest();
        int count = batch.shotLengths().length;
        float[] mask = new float[count * longest];
        IntStream.range(0, mask.length).forEach(i -> mask[i] = i % longest < batch.shotLengths()[i / longest] ? 1 : 0);
        NDArray rows = op.constants().integers(batch.shotRows(), count, longest);
        NDArray real = op.constants().floats(mask, count, longest, 1);
        Taped pieces = op.out(call("gather_steps", op.in(alone), rows, real));
        return branch().shots(pieces, op.lengths(batch.shotLengths(), longest));
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

        static LevelTargets of(
                TrainingBatch batch, List<Level<Taped>> levels, NetworkSpec spec, LossSettings settings) {
            List<Targets.Level> shape = new ArrayList<>();
            for (int i = 0; i < levels.size(); i++) {
                int points = (int) levels.get(i).logits().array().getShape().get(1);
                int stride = spec.strides().get(i);
                if ((long) points * stride > settings.maxPoints() + stride - 1L) {
                    throw new TrainException("A video of " + points * stride
                            + " padded steps has more points than model.max_buffer_len_factor allows, "
                            + settings.maxPoints());
                }
                shape.add(new Targets.Level(stride, points, settings.ranges().get(i)));
            }
            int points = shape.stream().mapToInt(Targets.Level::points).sum();
            int samples = batch.queries().size();
            float off = (float) (settings.labelSmoothing() / (spec.classes() + 1));
            float[] classes = new float[samples * points * spec.classes()];
            float[] valid = new float[samples * points];
            List<Integer> positives = new ArrayList<>();
            List<Float> offsets = new ArrayList<>();
            for (int b = 0; b < samples; b++) {
                Targets targets = Targets.assign(shape, batch.queries().get(b).segments(), settings.centreRadius());
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

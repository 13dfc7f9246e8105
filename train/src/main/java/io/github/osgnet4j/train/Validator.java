package io.github.osgnet4j.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.GroundTruth;
import io.github.osgnet4j.data.annotation.Segment;
import io.github.osgnet4j.data.config.DatasetConfig;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.ObjectFrames;
import io.github.osgnet4j.data.sample.QueryFeatures;
import io.github.osgnet4j.data.sample.VideoFeatures;
import io.github.osgnet4j.network.Lengths;
import io.github.osgnet4j.network.Network;
import io.github.osgnet4j.network.Network.Level;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.network.Params;
import io.github.osgnet4j.network.TextPadding;
import io.github.osgnet4j.postprocess.ClipTiming;
import io.github.osgnet4j.postprocess.LevelScores;
import io.github.osgnet4j.postprocess.OrderPrior;
import io.github.osgnet4j.postprocess.Ranking;
import io.github.osgnet4j.postprocess.Recall;
import io.github.osgnet4j.postprocess.RecallTable;
import io.github.osgnet4j.postprocess.Window;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Grounds the queries of a split with the current weights, and counts how many answers are found. */
final class Validator {

    private final Dataset dataset;
    private final NetworkSpec spec;
    private final Ranking ranking;
    private final Optional<GroundTruth> truth;

    Validator(Dataset dataset) {
        OsgnetConfig config = dataset.config();
        this.dataset = dataset;
        this.spec = config.network();
        this.ranking = new Ranking(config.ranking());
        this.truth = Files.exists(config.dataset().groundTruth())
                ? Optional.of(GroundTruth.read(config.dataset().groundTruth(), config.track()))
                : Optional.empty();
    }

    /**
     * The results of validating weights.
     *
     * @param recall how many answers
     * @param dependence whether what they find depends on the query
     */
    record Findings(RecallTable recall, QueryDependence dependence) {}

    /**
     * Grounds all queries whose answers are known.
     *
     * @param limit at most so many queries; all if 0
     */
    Findings find(Replica replica, DeviceWeights weights, int limit) {
        TorchEngine.recordGradients(false);
        Recall recall = new Recall();
        QueryDependence dependence = new QueryDependence();
        int left = limit == 0 ? Integer.MAX_VALUE : limit;
        for (Map.Entry<String, List<AnnotatedQuery>> video :
                dataset.queriesByVideo().entrySet()) {
            List<AnnotatedQuery> asked = video.getValue().stream()
                    .filter(q -> !answers(q).isEmpty())
                    .limit(left)
                    .toList();
            if (asked.isEmpty()) {
                continue;
            }
            left -= asked.size();
            List<QueryDependence.Answer> found = new ArrayList<>();
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                Pass pass = new Pass(replica, weights, dataset.video(video.getKey()));
                for (AnnotatedQuery query : asked) {
                    List<Window> windows = pass.ground(query);
                    recall.add(windows, answers(query));
                    windows.stream()
                            .findFirst()
                            .ifPresent(w -> found.add(new QueryDependence.Answer(query.query(), w, answers(query))));
                }
            }
            dependence.add(found);
        }
        return new Findings(recall.table(), dependence);
    }

    /**
     * The mean loss over the split's batches.
     *
     * @param normalizer where the losses' running normaliser starts; it is not changed
     */
    double loss(Replica replica, double normalizer, int batchSize, long seed) {
        OsgnetConfig config = dataset.config();
        LossSettings settings = LossSettings.of(config.multiTask());
        LossNormalizer running = new LossNormalizer(normalizer, config.nlq().lossNormalizerMomentum());
        SampleSource source = new SampleSource(dataset);
        List<AnnotatedQuery> queries = source.queries();
        TorchEngine.recordGradients(false);
        double sum = 0;
        int batches = 0;
        for (int at = 0; at < queries.size(); at += batchSize) {
            int from = at;
            List<TrainingSample> samples = queries.subList(at, Math.min(at + batchSize, queries.size())).stream()
                    .map(q -> source.sample(q, Seeds.generator(Seeds.at(seed, from))))
                    .toList();
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                TapedOps op = TapedOps.predicting(replica.manager(), replica.functions());
                sum += new TrainingPass(op, replica.weights().params(), spec, settings)
                        .losses(TrainingBatch.of(spec, samples), running, 0, Optional.empty())
                        .values()
                        .total();
            }
            batches++;
        }
        return sum / batches;
    }

    private List<Window> answers(AnnotatedQuery query) {
        List<Segment> segments = truth.flatMap(t -> t.of(query.videoId(), query.annotationUid(), query.queryIndex()))
                .orElse(query.timestamps());
        return segments.stream().map(Segment::window).toList();
    }

    /** What ranking takes of the levels of a video of so many steps. */
    static List<LevelScores> scores(NetworkSpec spec, int steps, List<Level<NDArray>> levels) {
        List<LevelScores> scores = new ArrayList<>();
        for (int i = 0; i < levels.size(); i++) {
            int stride = spec.strides().get(i);
            scores.add(new LevelScores(
                    stride,
                    (steps + stride - 1) / stride,
                    spec.classes(),
                    levels.get(i).logits().toFloatArray(),
                    levels.get(i).offsets().toFloatArray()));
        }
        return scores;
    }

    /** One video, encoded once for all its queries. */
    private final class Pass {

        private final Replica replica;
        private final Params<NDArray> weights;
        private final VideoFeatures features;
        private final int inputSteps;
        private final NDArray video;

        Pass(Replica replica, DeviceWeights weights, VideoFeatures features) {
            this.replica = replica;
            this.weights = weights.params();
            this.features = features;
            boolean hasObjects = dataset.config().dataset().objects().isPresent();
            this.inputSteps = Network.inputSteps(spec, hasObjects, features.steps());
            ArrayOps op = ArrayOps.predicting(replica.manager(), replica.functions());
            float[] input = Arrays.copyOf(features.values(), inputSteps * features.channels());
            this.video = network(op)
                    .encodeVideo(
                            op.constants().floats(input, 1, inputSteps, features.channels()),
                            Lengths.of(op.constants().integers(new int[] {features.steps()}, 1)),
                            Network.needsPadding(spec, hasObjects));
        }

        List<Window> ground(AnnotatedQuery query) {
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                ArrayOps op = ArrayOps.predicting(replica.manager(), replica.functions());
                Network<NDArray> network = network(op);
                QueryFeatures tokens = dataset.query(query);
                NDArray text = network.encodeText(
                        op.constants().floats(tokens.values(), 1, tokens.tokens(), tokens.channels()), Lengths.full());
                List<Level<NDArray>> levels = network.ground(
                        video,
                        op.lengths(new int[] {features.steps()}, (int)
                                video.getShape().get(1)),
                        text,
                        Lengths.full(),
                        dataset.objects(query).map(o -> objects(op, network, o.compact())));
                Optional<OrderPrior> prior = dataset.order(query);
                return ranking.rank(scores(spec, features.steps(), levels), timing(query), prior);
            }
        }

        private Network<NDArray> network(ArrayOps op) {
            return new Network<>(op, weights, spec, TextPadding.INERT);
        }

        private Network.Objects<NDArray> objects(ArrayOps op, Network<NDArray> network, ObjectFrames objects) {
            int[] index = Arrays.stream(objects.index(inputSteps))
                    .mapToInt(Math::toIntExact)
                    .toArray();
            NDArray table = op.constants().floats(objects.table(), objects.rows(), objects.channels());
            return new Network.Objects<>(
                    network.projectObjects(table),
                    op.constants().integers(index, 1, inputSteps, objects.width()),
                    op.constants().floats(new float[spec.channels()], spec.channels()));
        }

        private ClipTiming timing(AnnotatedQuery query) {
            DatasetConfig c = dataset.config().dataset();
            return new ClipTiming(c.fps(), c.featStride(), c.numFrames(), query.duration());
        }
    }
}

package io.github.osgnet4j.benchmarks;

import io.github.osgnet4j.cli.bench.BenchClip;
import io.github.osgnet4j.network.NetworkSpec;
import io.github.osgnet4j.postprocess.LevelScores;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.StepObjects;
import io.github.osgnet4j.train.OfficialNetwork;
import io.github.osgnet4j.train.TorchEngine;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Callers that ask the network on PyTorch. */
final class OfficialSide implements AutoCloseable {

    private final int threads;
    private final Optional<OneNodeScan> scan;
    private final List<OfficialNetwork.Caller> callers;

    /**
     * So many callers.
     *
     * @param threads inside an operation of each
     */
    OfficialSide(OfficialNetwork network, int callers, int threads) {
        this.threads = threads;
        this.scan = OneNodeScan.open(threads);
        this.callers = IntStream.range(0, callers)
                .mapToObj(i -> network.new Caller(scan.map(one -> one)))
                .toList();
    }

    /** Whether the scan is the native one. */
    boolean hasNativeScan() {
        return scan.isPresent();
    }

    /** Answers queries one after the other, as a caller and in its thread. */
    void answer(int caller, List<OfficialNetwork.Query> queries) {
        TorchEngine.setThreads(threads);
        queries.forEach(callers.get(caller)::score);
    }

    /** The scores for a query. */
    List<LevelScores> score(OfficialNetwork.Query query) {
        TorchEngine.setThreads(threads);
        return callers.get(0).score(query);
    }

    /** A query of a clip, with as many places for objects at every step as the fullest step needs, at least one. */
    static OfficialNetwork.Query query(NetworkSpec spec, boolean hasObjects, BenchClip clip, QueryInput query) {
        int padded = spec.paddedLength(clip.video().steps());
        return new OfficialNetwork.Query(
                clip.video().features(),
                clip.video().steps(),
                query.tokens(),
                query.tokenCount(),
                hasObjects
                        ? Optional.of(objects(
                                query.objects(),
                                padded,
                                spec.objects().projection().in()))
                        : Optional.empty());
    }

    private static OfficialNetwork.Objects objects(StepObjects seen, int padded, int channels) {
        if (!(seen instanceof StepObjects.Rows rows)) {
            return new OfficialNetwork.Objects(1, new float[padded * channels], new boolean[padded]);
        }
        int perStep = Math.max(
                1, Stream.of(rows.steps()).mapToInt(step -> step.length).max().orElse(0));
        float[] embeddings = new float[padded * perStep * channels];
        boolean[] present = new boolean[padded * perStep];
        for (int t = 0; t < rows.steps().length; t++) {
            int[] step = rows.steps()[t];
            for (int o = 0; o < step.length; o++) {
                int place = t * perStep + o;
                present[place] = true;
                System.arraycopy(rows.table(), step[o] * channels, embeddings, place * channels, channels);
            }
        }
        return new OfficialNetwork.Objects(perStep, embeddings, present);
    }

    @Override
    public void close() {
        callers.forEach(OfficialNetwork.Caller::close);
        scan.ifPresent(OneNodeScan::close);
    }
}

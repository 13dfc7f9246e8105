package io.github.osgnet4j.cli.bench;

import io.github.osgnet4j.cli.bench.BenchResult.Growth;
import io.github.osgnet4j.cli.bench.BenchResult.Length;
import io.github.osgnet4j.runtime.EncodedVideo;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.bundle.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Times a query alone on videos of several lengths, in turns, and fits a line. */
final class GrowthRun {

    private final Subject subject;
    private final BenchOptions settings;
    private final Manifest manifest;
    private final Benchmark.Watch watch;

    GrowthRun(Subject subject, BenchOptions settings, Manifest manifest, Benchmark.Watch watch) {
        this.subject = subject;
        this.settings = settings;
        this.manifest = manifest;
        this.watch = watch;
    }

    Growth run() {
        List<Integer> steps = settings.fit;
        int rounds = Math.max(1, settings.runs);
        double[][] encode = new double[steps.size()][rounds];
        double[][] query = new double[steps.size()][rounds];
        long[] resident = new long[steps.size()];
        try (Grounder grounder = subject.open(settings.threads)) {
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < steps.size(); i++) {
                    watch.at("length " + steps.get(i) + ", round " + (round + 1) + "/" + rounds);
                    BenchClip clip = settings.workload(manifest, steps.get(i)).clip(0);
                    List<EncodedVideo> video = new ArrayList<>();
                    encode[i][round] = Asking.seconds(() -> video.add(grounder.encode(clip.video())));
                    query[i][round] = Asking.seconds(() -> Asking.answer(grounder, video.get(0), clip, clip.queries()));
                    resident[i] = Resident.now();
                }
            }
        }
        List<Length> lengths = IntStream.range(0, steps.size())
                .mapToObj(i -> new Length(steps.get(i), new Series(encode[i]), new Series(query[i]), resident[i]))
                .toList();
        return new Growth(
                lengths,
                fit(lengths, length -> length.encodeSeconds().median()),
                fit(lengths, length -> length.querySeconds().median()));
    }

    private static LinearFit fit(List<Length> lengths, ToDoubleFunction<Length> seconds) {
        return LinearFit.of(
                lengths.stream().mapToDouble(Length::steps).toArray(),
                lengths.stream().mapToDouble(seconds).toArray());
    }
}

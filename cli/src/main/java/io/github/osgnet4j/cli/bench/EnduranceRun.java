package io.github.osgnet4j.cli.bench;

import io.github.osgnet4j.cli.bench.BenchResult.Endurance;
import io.github.osgnet4j.cli.bench.BenchResult.Sample;
import io.github.osgnet4j.runtime.EncodedVideo;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.QueryInput;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Asks for long, clip after clip as in throughput, and watches the memory. */
final class EnduranceRun {

    private static final int SAMPLES = 20;

    /** How often the watch is told. */
    static int stages(int queries) {
        int interval = interval(queries);
        return (queries + interval - 1) / interval;
    }

    private static int interval(int queries) {
        return Math.max(1, queries / SAMPLES);
    }

    private final Grounder grounder;
    private final Callers callers;
    private final Workload workload;
    private final Benchmark.Watch watch;
    private final List<Sample> samples = new ArrayList<>();
    private final AtomicInteger nextClip = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private int answered;

    EnduranceRun(Grounder grounder, Callers callers, Workload workload, Benchmark.Watch watch) {
        this.grounder = grounder;
        this.callers = callers;
        this.workload = workload;
        this.watch = watch;
    }

    /**
     * Asks so many queries.
     *
     * @param queries at least 1
     */
    Endurance run(int queries) {
        int interval = interval(queries);
        sample();
        double seconds = callers.run(caller -> {
            while (asked.get() < queries) {
                askClip(queries, interval);
            }
        });
        List<Sample> settled = samples.subList(samples.size() / 2, samples.size());
        double slope = settled.size() < 2
                ? 0
                : LinearFit.of(
                                settled.stream().mapToDouble(Sample::queries).toArray(),
                                settled.stream()
                                        .mapToDouble(Sample::residentBytes)
                                        .toArray())
                        .slope();
        return new Endurance(queries / seconds, slope, Resident.peak(), samples);
    }

    private void askClip(int queries, int interval) {
        BenchClip clip = workload.clip(nextClip.getAndIncrement());
        EncodedVideo video = grounder.encode(clip.video());
        for (QueryInput query : clip.queries()) {
            if (asked.getAndIncrement() >= queries) {
                return;
            }
            grounder.ground(video, query, clip.duration());
            done(interval, queries);
        }
    }

    private synchronized void done(int interval, int queries) {
        answered++;
        if (answered % interval == 0 || answered == queries) {
            watch.at("query " + answered + "/" + queries);
            sample();
        }
    }

    private void sample() {
        Runtime jvm = Runtime.getRuntime();
        samples.add(new Sample(answered, Resident.now(), jvm.totalMemory() - jvm.freeMemory()));
    }
}

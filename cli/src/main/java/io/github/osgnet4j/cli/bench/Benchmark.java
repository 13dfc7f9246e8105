package io.github.osgnet4j.cli.bench;

import io.github.osgnet4j.cli.bench.BenchResult.Counts;
import io.github.osgnet4j.cli.bench.BenchResult.Endurance;
import io.github.osgnet4j.cli.bench.BenchResult.Growth;
import io.github.osgnet4j.cli.bench.BenchResult.Memory;
import io.github.osgnet4j.cli.bench.BenchResult.Setup;
import io.github.osgnet4j.cli.bench.BenchResult.Times;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.bundle.Bundle;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.session.OnnxRuntimeEnvironment;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Measures a bundle in this process: first its memory, with nothing else loaded, then its work, then its times. */
public final class Benchmark {

    private final Subject subject;
    private final BenchSettings settings;
    private final Manifest manifest;
    private final Workload workload;

    /** Is told what is measured now. */
    @FunctionalInterface
    public interface Watch {
        void at(String what);
    }

    /**
     * A benchmark of a bundle.
     *
     * @throws io.github.osgnet4j.runtime.error.BundleException if it is not one
     * @throws io.github.osgnet4j.data.DataException if the annotations hold no query
     * @throws io.github.osgnet4j.cli.CommandException if the folder for the traces holds something
     */
    public Benchmark(Subject subject, BenchSettings settings) {
        this.subject = subject;
        this.settings = settings;
        this.manifest = Bundle.open(subject.bundle()).manifest();
        this.workload = settings.workload(manifest);
        settings.traces().ifPresent(TraceFolder::requireEmpty);
    }

    /** How often {@link #run} tells its watch. */
    public int stages() {
        int traces = settings.traced() ? 2 + workload.size() : 0;
        int lengths = settings.fit().size() * Math.max(1, settings.runs());
        return 1 + EnduranceRun.stages(settings.endurance()) + traces + 2 * settings.runs() + lengths;
    }

    /**
     * Measures.
     *
     * @throws io.github.osgnet4j.cli.CommandException if a trace cannot be read
     * @throws io.github.osgnet4j.runtime.error.GrounderException if the bundle does not run
     */
    public BenchResult run(Watch watch) {
        String provider;
        Memory memory;
        Optional<Endurance> endurance = Optional.empty();
        OptionalLong before = Resident.now();
        try (Callers callers = new Callers(settings.threads());
                Grounder grounder = subject.open(1)) {
            provider = grounder.provider().name();
            watch.at("memory");
            memory = memory(before, grounder, callers, workload.clip(0));
            if (settings.endurance() > 0) {
                endurance = Optional.of(new EnduranceRun(grounder, callers, workload, watch).run(settings.endurance()));
            }
        }
        Optional<Counts> counts = Optional.empty();
        if (settings.traced()) {
            counts = Optional.of(new Counting(subject, settings, manifest, watch).count(workload));
        }
        Optional<Times> times = Optional.empty();
        Optional<Growth> fit = Optional.empty();
        if (settings.runs() > 0) {
            times = Optional.of(new Timing(subject, settings, watch).time(workload, counts.orElseThrow()));
        }
        if (!settings.fit().isEmpty()) {
            fit = Optional.of(new GrowthRun(subject, settings, manifest, watch).run());
        }
        return new BenchResult(setup(provider), memory, counts, times, fit, endurance);
    }

    /** A query on every caller at once, as they run in throughput. */
    private static Memory memory(OptionalLong before, Grounder grounder, Callers callers, Clip clip) {
        OptionalLong opened = Resident.now();
        callers.run(caller -> Asking.answer(grounder, clip, List.of(clip.one())));
        return new Memory(before, opened, Resident.peak());
    }

    private Setup setup(String provider) {
        return new Setup(
                subject.bundle().toString(),
                provider,
                settings.threads(),
                Runtime.getRuntime().availableProcessors(),
                OnnxRuntimeEnvironment.get().getVersion(),
                Runtime.version().toString(),
                workload.size(),
                workload.longest(),
                workload.queries(),
                workload.queriesWithObjects(),
                settings.objectShare(),
                settings.objectsPerStep());
    }
}

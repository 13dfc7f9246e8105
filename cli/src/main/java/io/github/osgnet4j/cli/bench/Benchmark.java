package io.github.osgnet4j.cli.bench;

import io.github.osgnet4j.cli.bench.BenchResult.Endurance;
import io.github.osgnet4j.cli.bench.BenchResult.Growth;
import io.github.osgnet4j.cli.bench.BenchResult.Memory;
import io.github.osgnet4j.cli.bench.BenchResult.Profile;
import io.github.osgnet4j.cli.bench.BenchResult.Setup;
import io.github.osgnet4j.cli.bench.BenchResult.Times;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.Provider;
import io.github.osgnet4j.runtime.bundle.Bundle;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.bundle.Precision;
import io.github.osgnet4j.runtime.session.OnnxRuntimeEnvironment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Measures a bundle in this process: first its memory, with nothing else loaded, then its times. */
public final class Benchmark {

    private final Subject subject;
    private final BenchOptions settings;
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
     */
    public Benchmark(Subject subject, BenchOptions settings) {
        this.subject = subject;
        this.settings = settings;
        this.manifest = Bundle.open(subject.bundle()).manifest();
        this.workload = settings.workload(manifest);
    }

    /** How often {@link #run} tells its watch. */
    public int stages() {
        int traces = settings.profile().isPresent() ? 1 : 0;
        int lengths = settings.fit.size() * Math.max(1, settings.runs);
        return 1 + EnduranceRun.stages(settings.queries) + traces + 2 * settings.runs + lengths;
    }

    /**
     * Measures.
     *
     * @throws io.github.osgnet4j.runtime.error.GrounderException if the bundle does not run
     */
    public BenchResult run(Watch watch) {
        String provider;
        boolean nativeScan;
        Memory memory;
        Optional<Endurance> endurance = Optional.empty();
        long before = Resident.now();
        try (Callers callers = new Callers(settings.threads);
                Grounder grounder = subject.open(1)) {
            provider = grounder.provider().name();
            nativeScan = grounder.hasNativeScan();
            watch.at("memory");
            memory = memory(before, grounder, callers, workload.clip(0));
            if (settings.queries > 0) {
                endurance = Optional.of(new EnduranceRun(grounder, callers, workload, watch).run(settings.queries));
            }
        }
        Optional<Profile> profile = settings.profile().map(folder -> trace(folder, watch));
        Optional<Times> times = Optional.empty();
        Optional<Growth> growth = Optional.empty();
        if (settings.runs > 0) {
            times = Optional.of(new Timing(subject, settings, watch).time(workload));
        }
        if (!settings.fit.isEmpty()) {
            growth = Optional.of(new GrowthRun(subject, settings, manifest, watch).run());
        }
        return new BenchResult(
                setup(provider, nativeScan),
                memory,
                times,
                profile,
                efficiency(provider, times, profile),
                growth,
                endurance);
    }

    /** The traces are those of one query on the CPU: others must be like it. */
    private Optional<Efficiency> efficiency(String provider, Optional<Times> times, Optional<Profile> profile) {
        if (settings.annotations().isPresent() || !provider.equals(Provider.CPU.name())) {
            return Optional.empty();
        }
        boolean bytes = manifest.precision().kind() == Precision.Kind.INT8;
        return times.flatMap(t -> profile.map(
                work -> Efficiency.of(work, bytes ? t.int8Products() : t.matrixProducts(), workload.queries())));
    }

    /** A query on every caller at once, as they run in throughput. */
    private static Memory memory(long before, Grounder grounder, Callers callers, BenchClip clip) {
        long opened = Resident.now();
        callers.run(caller -> Asking.answer(grounder, clip, List.of(clip.one())));
        return new Memory(before, opened, Resident.peak());
    }

    /** A query alone, twice, as the first run prepares what later ones reuse. */
    private Profile trace(Path folder, Watch watch) {
        watch.at("traces");
        BenchClip clip = workload.clip(0);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (Grounder grounder = subject.openTraced(settings.threads, folder)) {
            Asking.answer(grounder, clip, List.of(clip.one()));
            Asking.answer(grounder, clip, List.of(clip.one()));
        }
        try {
            return Traces.read(folder).profile();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Setup setup(String provider, boolean nativeScan) {
        return new Setup(
                subject.bundle().toString(),
                manifest.precision().kind().name().toLowerCase(Locale.ROOT),
                provider,
                nativeScan,
                settings.threads,
                Runtime.getRuntime().availableProcessors(),
                OnnxRuntimeEnvironment.get().getVersion(),
                Runtime.version().toString(),
                workload.size(),
                workload.longest(),
                workload.queries(),
                workload.queriesWithObjects(),
                settings.objectFrames,
                settings.objects);
    }
}

package io.github.osgnet4j.cli.bench;

import io.github.osgnet4j.cli.bench.BenchResult.Counts;
import io.github.osgnet4j.export.SpecJson;
import io.github.osgnet4j.runtime.EncodedVideo;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.bundle.Manifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Counts the work that ONNX Runtime really does, from its own traces, beside that of the official code. */
final class Counting {

    /** More events than a query's trace has: so many a step, for the bodies of the scans, and so many besides. */
    private static final long EVENTS_PER_STEP = 60;

    private static final long EVENTS = 10_000;

    private final Subject subject;
    private final BenchSettings settings;
    private final OfficialWork official;
    private final Benchmark.Watch watch;

    Counting(Subject subject, BenchSettings settings, Manifest manifest, Benchmark.Watch watch) {
        this.subject = subject;
        this.settings = settings;
        this.official = new OfficialWork(
                SpecJson.read(manifest.spec()), manifest.dimensions().objects());
        this.watch = watch;
    }

    Counts count(Workload workload) {
        try (TraceFolder folder = TraceFolder.open(settings.traces())) {
            watch.at("overhead of tracing");
            double overhead = TracingOverhead.perNode(folder.scratch("overhead"));
            watch.at("trace of a query alone");
            Clip first = workload.clip(0);
            List<Trace> alone = alone(first, folder);
            List<Trace> withoutVideo = alone.stream()
                    .filter(trace -> !trace.graph().equals(stem(Manifest.VIDEO_GRAPH)))
                    .toList();
            Profile ofClips = clips(workload, folder, overhead);
            return new Counts(
                    Profile.of(alone, overhead),
                    Profile.of(withoutVideo, overhead).work(),
                    ofClips,
                    official(first, first.one()),
                    official(workload));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String stem(String graph) {
        return graph.substring(0, graph.lastIndexOf('.'));
    }

    /** Twice, all threads inside; the second time counts. */
    private List<Trace> alone(Clip clip, TraceFolder folder) throws IOException {
        Path traces = folder.create("alone");
        try (Grounder grounder = subject.openTraced(settings.threads(), traces)) {
            Asking.answer(grounder, clip, List.of(clip.one()));
            Asking.answer(grounder, clip, List.of(clip.one()));
        }
        return folder.read(traces).stream().map(Trace::secondHalf).toList();
    }

    /** An average query of the clips, with its share of their encodings. */
    private Profile clips(Workload workload, TraceFolder folder, double overhead) throws IOException {
        List<Profile> parts = new ArrayList<>();
        for (int i = 0; i < workload.size(); i++) {
            watch.at("trace of clip " + (i + 1) + "/" + workload.size());
            parts.add(clip(workload.clip(i), i + 1, folder, overhead));
        }
        return parts.stream().reduce(Profile::plus).orElseThrow().per(workload.queries());
    }

    /** Every query of a clip once, one thread inside, all callers at once; in as many pieces as traces can hold. */
    private Profile clip(Clip clip, int number, TraceFolder folder, double overhead) throws IOException {
        long events = EVENTS + EVENTS_PER_STEP * clip.video().steps();
        int atOnce = (int) Math.max(1, Trace.LIMIT / events);
        List<Profile> parts = new ArrayList<>();
        for (int from = 0; from < clip.queries().size(); from += atOnce) {
            List<QueryInput> some =
                    clip.queries().subList(from, Math.min(clip.queries().size(), from + atOnce));
            Path traces = folder.create("clip-" + number + (from == 0 ? "" : "-from-query-" + (from + 1)));
            try (Callers callers = new Callers(settings.threads());
                    Grounder grounder = subject.openTraced(1, traces)) {
                EncodedVideo video = grounder.encode(clip.video());
                callers.run(caller -> Asking.answer(grounder, video, clip, share(some, caller, callers.count())));
            }
            List<Trace> read = folder.read(traces);
            // The pieces encode the same video, which counts once.
            boolean first = from == 0;
            parts.add(Profile.of(
                    read.stream()
                            .filter(trace -> first || !trace.graph().equals(stem(Manifest.VIDEO_GRAPH)))
                            .toList(),
                    overhead));
        }
        return parts.stream().reduce(Profile::plus).orElseThrow();
    }

    private static List<QueryInput> share(List<QueryInput> queries, int caller, int callers) {
        List<QueryInput> share = new ArrayList<>();
        for (int i = caller; i < queries.size(); i += callers) {
            share.add(queries.get(i));
        }
        return share;
    }

    private Work official(Clip clip, QueryInput query) {
        return official.query(clip.video().steps(), query.tokenCount(), Clip.objectsPerStep(query));
    }

    private Work official(Workload workload) {
        Work sum = Work.none();
        for (int i = 0; i < workload.size(); i++) {
            Clip clip = workload.clip(i);
            for (QueryInput query : clip.queries()) {
                sum = sum.plus(official(clip, query));
            }
        }
        return sum.times(1.0 / workload.queries());
    }
}

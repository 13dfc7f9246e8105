package io.github.osgnet4j.cli.bench;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.annotation.Annotations;
import io.github.osgnet4j.data.annotation.Label;
import io.github.osgnet4j.postprocess.OrderPrior;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.StepObjects;
import io.github.osgnet4j.runtime.VideoInput;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.runtime.bundle.Manifest.ClassEmbeddings;
import io.github.osgnet4j.runtime.bundle.Manifest.Dimensions;
import io.github.osgnet4j.runtime.bundle.Manifest.ObjectSource;
import io.github.osgnet4j.runtime.bundle.Manifest.Preprocessing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Clips with random features of the real shapes, made when they are asked for: those of an annotation file, or copies of
 * a synthetic one. The same arguments give the same numbers.
 */
public final class Workload {

    /** Steps for which an object stays in sight: some four seconds of Ego4D. */
    private static final int SIGHT = 8;
    /** What a tokenizer puts around the words of a query. */
    private static final int MARKS = 2;

    private static final int SYNTHETIC_WORDS = 8;

    private final Manifest manifest;
    private final Objects objects;
    private final List<Outline> outlines;

    /**
     * How many objects are seen.
     *
     * @param share of the steps that show any, 0 to 1
     * @param perStep at such a step, where the query has as many labels
     */
    public record Objects(double share, int perStep) {}

    /** What is known of a query without its features. */
    private record Asked(String id, int words, List<Integer> classes) {}

    /** What is known of a clip without its features. */
    private record Outline(String id, double duration, int steps, List<Asked> queries) {}

    private Workload(Manifest manifest, Objects objects, List<Outline> outlines) {
        this.manifest = manifest;
        this.objects = objects;
        this.outlines = outlines;
    }

    /** One clip of so many steps and queries, each with labels of its own. */
    public static Workload synthetic(Manifest manifest, Objects objects, int steps, int queries) {
        List<Asked> asked = IntStream.range(0, queries)
                .mapToObj(q -> new Asked(
                        "query_" + q,
                        SYNTHETIC_WORDS,
                        IntStream.range(0, objects.perStep())
                                .mapToObj(o -> q * objects.perStep() + o)
                                .toList()))
                .toList();
        return new Workload(
                manifest, objects, List.of(new Outline("synthetic", seconds(manifest, steps), steps, asked)));
    }

    /**
     * The clips of an annotation file in its order, with their durations, queries and label lists.
     *
     * @param clips at most
     * @param queries a clip at most
     * @throws io.github.osgnet4j.data.DataException if there are none
     */
    static Workload annotated(Manifest manifest, Objects objects, Path annotations, int clips, int queries) {
        Map<String, List<AnnotatedQuery>> byClip = new LinkedHashMap<>();
        for (AnnotatedQuery q : Annotations.read(annotations)) {
            if (byClip.containsKey(q.videoId()) || byClip.size() < clips) {
                byClip.computeIfAbsent(q.videoId(), id -> new ArrayList<>()).add(q);
            }
        }
        List<Outline> outlines = new ArrayList<>();
        byClip.forEach((id, all) -> {
            double duration = all.get(0).duration();
            List<Asked> asked = all.stream().limit(queries).map(Workload::asked).toList();
            outlines.add(new Outline(id, duration, steps(manifest, duration), asked));
        });
        return new Workload(manifest, objects, outlines);
    }

    private static Asked asked(AnnotatedQuery q) {
        return new Asked(
                q.queryId(),
                q.query().strip().split("\\s+").length,
                q.labels().stream()
                        .map(Label::classIds)
                        .filter(ids -> !ids.isEmpty())
                        .map(ids -> ids.get(0))
                        .distinct()
                        .toList());
    }

    private static int steps(Manifest manifest, double duration) {
        Preprocessing p = manifest.preprocessing();
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, Math.round(duration * p.fps() / p.featStride())));
    }

    private static double seconds(Manifest manifest, int steps) {
        Preprocessing p = manifest.preprocessing();
        return steps * p.featStride() / p.fps();
    }

    /** Clips there are. */
    int size() {
        return outlines.size();
    }

    /** Queries of all clips. */
    int queries() {
        return outlines.stream().mapToInt(o -> o.queries().size()).sum();
    }

    /** Queries whose labels name an object, where the network sees objects. */
    int queriesWithObjects() {
        return (int) outlines.stream()
                .flatMap(o -> o.queries().stream())
                .filter(q -> !classes(q).isEmpty())
                .count();
    }

    /** Steps of the longest clip. */
    int longest() {
        return outlines.stream().mapToInt(Outline::steps).max().orElseThrow();
    }

    /** All clips. */
    List<BenchClip> clips() {
        return IntStream.range(0, size()).mapToObj(this::clip).toList();
    }

    /** Clip i with its features; beyond the last one they come again. */
    public BenchClip clip(int i) {
        Outline outline = outlines.get(i % size());
        Random random = new Random(outline.id().hashCode());
        Dimensions d = manifest.dimensions();
        float[] features = normal(random, Math.multiplyExact(outline.steps(), d.videoDim()));
        List<QueryInput> queries = new ArrayList<>();
        for (int q = 0; q < outline.queries().size(); q++) {
            Asked asked = outline.queries().get(q);
            int tokens = asked.words() + MARKS;
            queries.add(new QueryInput(
                            asked.id(),
                            normal(random, tokens * d.textDim()),
                            tokens,
                            seen(random, asked, outline.steps()))
                    .withOrderPrior(new OrderPrior(q + 1, outline.queries().size())));
        }
        return new BenchClip(new VideoInput(outline.id(), features, outline.steps()), outline.duration(), queries);
    }

    private List<Integer> classes(Asked query) {
        ObjectSource source = manifest.preprocessing().objects();
        if (!manifest.dimensions().objects() || objects.share() == 0 || objects.perStep() == 0) {
            return List.of();
        }
        // All classes of a frame are seen whatever the query's labels are.
        return source == ObjectSource.ALL
                ? IntStream.range(0, objects.perStep()).boxed().toList()
                : query.classes().stream().limit(objects.perStep()).toList();
    }

    /** Objects come into sight for a while, evenly spread, until they fill their share of the steps. */
    private StepObjects seen(Random random, Asked query, int steps) {
        List<Integer> classes = classes(query);
        if (classes.isEmpty()) {
            return StepObjects.none();
        }
        int rows = manifest.classEmbeddings().map(ClassEmbeddings::rows).orElse(classes.size());
        int[] ids = classes.stream()
                .mapToInt(id -> manifest.classEmbeddings().isPresent() ? Math.floorMod(id, rows) : classes.indexOf(id))
                .distinct()
                .toArray();
        double period = SIGHT / objects.share();
        double offset = random.nextDouble() * period;
        int[][] frames = new int[steps][];
        for (int t = 0; t < steps; t++) {
            boolean visible = (t + offset) % period < SIGHT;
            frames[t] = visible ? ids : new int[0];
        }
        return manifest.classEmbeddings().isPresent()
                ? new StepObjects.Classes(frames)
                : new StepObjects.Rows(
                        normal(random, rows * manifest.dimensions().objectDim()), rows, frames);
    }

    private static float[] normal(Random random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }
}

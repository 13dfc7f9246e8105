package io.github.osgnet4j.serve;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.osgnet4j.data.annotation.Segment;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.serve.Route.Access;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Endpoints for models, clips, queries and objects. */
final class DataEndpoints {

    private static final int PAGE = 100;
    private static final int MOST = 1000;
    private static final int OBJECTS = 50;

    /** Queries that a search names of each clip. */
    private static final int HITS = 3;

    private final Supplier<Backend> backend;

    DataEndpoints(Supplier<Backend> backend) {
        this.backend = backend;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/api/models", Access.GUARDED, this::models),
                new Route("GET", "/api/labels", Access.GUARDED, this::labels),
                new Route("GET", "/api/clips", Access.GUARDED, this::clips),
                new Route("GET", "/api/clips/{clip}", Access.WORKING, this::clip),
                new Route("GET", "/api/clips/{clip}/queries", Access.GUARDED, this::queries),
                new Route("GET", "/api/clips/{clip}/objects", Access.WORKING, this::objects),
                new Route("GET", "/api/clip", Access.WORKING, this::clip),
                new Route("GET", "/api/clip/queries", Access.GUARDED, this::queries),
                new Route("GET", "/api/clip/objects", Access.WORKING, this::objects));
    }

    /** Which video files are encoded for a model. */
    record VideoFiles(long maxBytes, double maxSeconds) {}

    /** The JSON form of a model. */
    record ModelView(
            String name,
            @JsonProperty("default") boolean isDefault,
            boolean clips,
            boolean freeText,
            Optional<VideoFiles> videoFiles,
            String provider,
            int videoDim,
            int textDim,
            String objects,
            Optional<Integer> objectClasses,
            double fps,
            double featStride,
            double numFrames,
            List<Integer> strides,
            int maxSteps,
            int maxWindows,
            int topKLimit,
            Map<String, String> provenance) {}

    private Reply models(Call call) {
        call.allowQuery();
        Backend loaded = backend.get();
        List<Model> all = loaded.models().all();
        return Reply.json(Map.of(
                "models",
                all.stream()
                        .map(model -> view(model, model == all.get(0), loaded.limits()))
                        .toList()));
    }

    private static ModelView view(Model model, boolean isDefault, Limits limits) {
        Manifest manifest = model.manifest();
        Manifest.Dimensions d = manifest.dimensions();
        Manifest.Preprocessing p = manifest.preprocessing();
        return new ModelView(
                model.name(),
                isDefault,
                model.clips(),
                model.freeText(),
                model.videoFiles()
                        ? Optional.of(new VideoFiles(limits.videoBytes(), limits.videoSeconds()))
                        : Optional.empty(),
                model.service().status().provider().toString().toLowerCase(Locale.ROOT),
                d.videoDim(),
                d.textDim(),
                p.objects().name().toLowerCase(Locale.ROOT),
                manifest.classEmbeddings().map(Manifest.ClassEmbeddings::rows),
                p.fps(),
                p.featStride(),
                p.numFrames(),
                d.strides(),
                limits.steps(),
                manifest.ranking().maxWindows(),
                limits.topK(),
                manifest.provenance());
    }

    private Reply labels(Call call) {
        call.allowQuery();
        return Reply.json(
                Map.of("labels", Answer.NamedClasses.of(backend.get().names().all())));
    }

    /** A query that a search found. */
    record Hit(String id, String text) {}

    /** A clip in a list, with the first queries that a search found in it. */
    record ClipView(String id, double duration, int queries, Optional<Integer> steps, Optional<List<Hit>> hits) {}

    /** A page of clips. */
    record ClipPage(int total, int offset, List<ClipView> clips) {}

    private Reply clips(Call call) {
        call.allowQuery("search", "offset", "limit");
        int offset = call.query("offset", 0, Integer.MAX_VALUE, 0);
        int limit = call.query("limit", 1, MOST, PAGE);
        String search = call.search();
        Optional<Catalog> catalog = backend.get().catalog();
        List<Clip> found = catalog.map(c -> c.search(search)).orElse(List.of());
        List<ClipView> page = found.stream()
                .skip(offset)
                .limit(limit)
                .map(clip -> new ClipView(
                        clip.id(),
                        clip.duration(),
                        clip.queries().size(),
                        catalog.orElseThrow().knownSteps(clip),
                        search.isEmpty() ? Optional.empty() : Optional.of(hits(clip, search))))
                .toList();
        return Reply.json(new ClipPage(found.size(), offset, page));
    }

    private static List<Hit> hits(Clip clip, String search) {
        return clip.mentioning(search)
                .limit(HITS)
                .map(query -> new Hit(query.queryId(), query.query()))
                .toList();
    }

    /** A clip. */
    record ClipDetails(String id, double duration, int queries, int steps, Optional<List<Segment>> shots) {}

    private Reply clip(Call call) {
        Catalog catalog = backend.get().requireCatalog();
        Clip clip = clip(call, catalog);
        return Reply.json(new ClipDetails(
                clip.id(), clip.duration(), clip.queries().size(), catalog.steps(clip), catalog.shots(clip)));
    }

    /**
     * The clip of the path, or of the parameter {@code id}: no client sends a path that ends with {@code ..} as it is.
     *
     * @param parameters that may be there besides
     */
    private static Clip clip(Call call, Catalog catalog, String... parameters) {
        if (call.hasPath("clip")) {
            call.allowQuery(parameters);
            return catalog.clip(call.path("clip"));
        }
        call.allowQuery(Stream.concat(Stream.of("id"), Stream.of(parameters)).toArray(String[]::new));
        return catalog.clip(call.query("id")
                .orElseThrow(() -> ProblemException.invalid("", "id: expected the id of a clip, found none")));
    }

    /** A page of queries. */
    record QueryPage(String clip, int total, int offset, List<Answer.Query> queries) {}

    private Reply queries(Call call) {
        Clip clip = clip(call, backend.get().requireCatalog(), "offset", "limit");
        int offset = call.query("offset", 0, Integer.MAX_VALUE, 0);
        int limit = call.query("limit", 1, MOST, PAGE);
        List<Answer.Query> page = clip.queries().values().stream()
                .skip(offset)
                .limit(limit)
                .map(Answer.Query::of)
                .toList();
        return Reply.json(new QueryPage(clip.id(), clip.queries().size(), offset, page));
    }

    /** The classes of a clip. */
    record ObjectPage(String clip, int total, List<FoundObject> objects) {}

    private Reply objects(Call call) {
        Catalog catalog = backend.get().requireCatalog();
        Clip clip = clip(call, catalog, "limit");
        int limit = call.query("limit", 1, MOST, OBJECTS);
        List<FoundObject> found =
                FoundObject.of(catalog.classes(clip), catalog.secondsPerStep(), clip.duration(), catalog.names());
        return Reply.json(new ObjectPage(
                clip.id(), found.size(), found.stream().limit(limit).toList()));
    }
}

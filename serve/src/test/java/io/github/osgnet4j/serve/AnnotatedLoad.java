package io.github.osgnet4j.serve;

import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.data.sample.ObjectFrames;
import io.github.osgnet4j.data.sample.QueryFeatures;
import io.github.osgnet4j.data.sample.VideoFeatures;
import io.github.osgnet4j.runtime.EncodedVideo;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.StepObjects;
import io.github.osgnet4j.runtime.VideoInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/** The annotated queries of a few clips, whose encodings are kept. The server reads the features of each query. */
final class AnnotatedLoad implements Load {

    private static final int MOST_CLIPS = 4;

    private final Path bundle;
    private final OsgnetConfig config;
    private final Dataset dataset;
    private final List<AnnotatedQuery> queries;

    AnnotatedLoad(Path bundle, OsgnetConfig config) {
        this.bundle = bundle;
        this.config = config;
        this.dataset = Dataset.open(config, Dataset.Split.VAL);
        Set<String> clips = new HashSet<>();
        this.queries = dataset.queries().stream()
                .filter(q -> clips.contains(q.videoId()) || clips.size() < MOST_CLIPS && clips.add(q.videoId()))
                .toList();
    }

    @Override
    public OsgnetServerBuilder server() {
        return OsgnetServer.builder().model(new NamedBundle("load", bundle)).config(config);
    }

    @Override
    public IntFunction<LoadClient> clients(Running server) {
        return asking(queries);
    }

    @Override
    public IntFunction<LoadClient> clientsOfOneVideo(Running server) {
        String clip = queries.get(0).videoId();
        return asking(queries.stream().filter(q -> q.videoId().equals(clip)).toList());
    }

    private static IntFunction<LoadClient> asking(List<AnnotatedQuery> queries) {
        List<LoadClient.Ask> asks = queries.stream()
                .map(q -> LoadClient.Ask.ground(Running.annotated(q).toString()))
                .toList();
        return client -> {
            int[] next = {client};
            return () -> asks.get(next[0]++ % asks.size());
        };
    }

    @Override
    public IntFunction<Runnable> callers(Grounder grounder) {
        Map<String, EncodedVideo> encoded = new LinkedHashMap<>();
        List<Runnable> work = new ArrayList<>();
        for (AnnotatedQuery query : queries) {
            EncodedVideo video = encoded.computeIfAbsent(query.videoId(), id -> {
                VideoFeatures features = dataset.video(id);
                return grounder.encode(new VideoInput(id, features.values(), features.steps()));
            });
            QueryInput input = input(query);
            work.add(() -> grounder.ground(video, input, query.duration()));
        }
        return caller -> {
            int[] next = {caller};
            return () -> work.get(next[0]++ % work.size()).run();
        };
    }

    private QueryInput input(AnnotatedQuery query) {
        QueryFeatures tokens = dataset.query(query);
        Optional<ObjectFrames> objects = dataset.objects(query);
        StepObjects steps = objects.isEmpty()
                ? StepObjects.none()
                : new StepObjects.Rows(
                        objects.get().table(),
                        objects.get().rows(),
                        objects.get().frames().toArray(int[][]::new));
        return new QueryInput(query.queryId(), tokens.values(), tokens.tokens(), steps);
    }

    @Override
    public void close() {
        dataset.close();
    }
}

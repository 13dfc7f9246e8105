package io.github.osgnet4j.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.osgnet4j.data.io.NpyArray;
import io.github.osgnet4j.runtime.EncodedVideo;
import io.github.osgnet4j.runtime.Grounder;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.StepObjects;
import io.github.osgnet4j.runtime.VideoInput;
import io.github.osgnet4j.runtime.bundle.Bundle;
import io.github.osgnet4j.runtime.bundle.Manifest;
import io.github.osgnet4j.serve.LoadClient.Ask;
import io.github.osgnet4j.serve.Running.Got;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Videos of random features that clients upload, each for a dozen queries of random tokens without objects: what
 * {@code osgnet bench --object-frames 0} measures, for bundles without a dataset.
 */
final class UploadedLoad implements Load {

    private static final int QUERIES = 12;
    private static final int TOKENS = 10;
    private static final String UPLOAD = "/api/videos";

    private final Path bundle;
    private final int steps;
    private final int videoDim;
    private final double duration;
    private final float[] features;
    private final List<float[]> tokens;

    UploadedLoad(Path bundle, int steps) {
        this.bundle = bundle;
        this.steps = steps;
        Manifest manifest = Bundle.open(bundle).manifest();
        this.videoDim = manifest.dimensions().videoDim();
        this.duration = steps
                * manifest.preprocessing().featStride()
                / manifest.preprocessing().fps();
        Random random = new Random(1);
        this.features = normal(random, steps * videoDim);
        this.tokens = IntStream.range(0, QUERIES)
                .mapToObj(q -> normal(random, TOKENS * manifest.dimensions().textDim()))
                .toList();
    }

    private static float[] normal(Random random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    @Override
    public OsgnetServerBuilder server() {
        return OsgnetServer.builder().model(new NamedBundle("load", bundle));
    }

    private Ask upload() {
        byte[] npz = Uploads.npz(Map.of("features", new NpyArray(new int[] {steps, videoDim}, features)), false);
        return new Ask(UPLOAD + "?duration=" + duration, Running.NPZ, npz);
    }

    /** Requests for a video, as text with a place for its handle. */
    private List<String> queries() {
        List<String> queries = new ArrayList<>();
        for (float[] query : tokens) {
            ObjectNode request = Running.JSON.createObjectNode().put("video", "HANDLE");
            ArrayNode rows = request.putArray("tokens");
            for (int t = 0; t < TOKENS; t++) {
                ArrayNode row = rows.addArray();
                for (int c = 0; c < query.length / TOKENS; c++) {
                    row.add(query[t * (query.length / TOKENS) + c]);
                }
            }
            queries.add(request.toString());
        }
        return queries;
    }

    private static Ask query(String request, String handle) {
        return Ask.ground(request.replace("HANDLE", handle));
    }

    /** Uploads a video, asks its queries, and begins again. */
    private static final class Visitor implements LoadClient {
        private final Ask upload;
        private final List<String> queries;
        private String handle = "";
        private int next;

        Visitor(Ask upload, List<String> queries) {
            this.upload = upload;
            this.queries = queries;
            this.next = queries.size();
        }

        @Override
        public Ask next() {
            return next == queries.size() ? upload : query(queries.get(next), handle);
        }

        @Override
        public void answered(Got got) {
            if (next < queries.size()) {
                next += got.status() == 200 ? 1 : 0;
            } else if (got.status() == 201) {
                handle = got.json().get("video").asText();
                next = 0;
            }
        }
    }

    @Override
    public IntFunction<LoadClient> clients(Running server) {
        Ask upload = upload();
        List<String> queries = queries();
        return client -> new Visitor(upload, queries);
    }

    @Override
    public IntFunction<LoadClient> clientsOfOneVideo(Running server) {
        Ask upload = upload();
        Got got = server.post(upload.path(), upload.mediaType(), upload.body());
        String handle = got.json().get("video").asText();
        List<Ask> asks = queries().stream().map(q -> query(q, handle)).toList();
        return client -> {
            int[] next = {client};
            return () -> asks.get(next[0]++ % asks.size());
        };
    }

    @Override
    public IntFunction<Runnable> callers(Grounder grounder) {
        return caller -> new Runnable() {
            private EncodedVideo video;
            private int next;

            @Override
            public void run() {
                if (next % QUERIES == 0) {
                    video = grounder.encode(new VideoInput("video", features, steps));
                }
                float[] query = tokens.get(next++ % QUERIES);
                grounder.ground(video, new QueryInput("query", query, TOKENS, StepObjects.none()), duration);
            }
        };
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}

package io.github.osgnet4j.benchmarks;

import io.github.osgnet4j.batch.DatasetInputs;
import io.github.osgnet4j.data.annotation.AnnotatedQuery;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.io.NpyArray;
import io.github.osgnet4j.data.io.Npz;
import io.github.osgnet4j.data.sample.Dataset;
import io.github.osgnet4j.runtime.QueryInput;
import io.github.osgnet4j.runtime.StepObjects;
import io.github.osgnet4j.runtime.VideoInput;
import io.github.osgnet4j.runtime.bundle.Manifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A query of a video, for the network itself and over HTTP.
 *
 * @param duration of the video in seconds
 * @param json the request, with {@link #HANDLE} for that of a video that was sent
 */
record HttpQuestion(VideoInput video, QueryInput query, double duration, String json) {

    private static final String HANDLE = "HANDLE";
    private static final int TOKENS = 10;
    private static final int MOST_STEPS = 900;

    /** All annotated queries of the config's validation split. */
    static List<HttpQuestion> annotated(OsgnetConfig config) {
        try (Dataset dataset = Dataset.open(config, Dataset.Split.VAL)) {
            DatasetInputs inputs = new DatasetInputs(dataset);
            Map<String, VideoInput> videos = new HashMap<>();
            return dataset.queries().stream()
                    .map(query -> of(query, inputs, videos.computeIfAbsent(query.videoId(), inputs::video)))
                    .toList();
        }
    }

    private static HttpQuestion of(AnnotatedQuery query, DatasetInputs inputs, VideoInput video) {
        String json = "{\"clip\": \"" + query.videoId() + "\", \"query\": \"" + query.queryId() + "\"}";
        return new HttpQuestion(video, inputs.query(query), query.duration(), json);
    }

    /** Random tokens, of one video of random features, both sent by the client. */
    static List<HttpQuestion> sent(Manifest manifest, int queries) {
        Random random = new Random(1);
        int steps = Math.min(MOST_STEPS, manifest.dimensions().maxSeqLen());
        VideoInput video = new VideoInput(
                "sent", normal(random, steps * manifest.dimensions().videoDim()), steps);
        Manifest.Preprocessing timing = manifest.preprocessing();
        int channels = manifest.dimensions().textDim();
        return IntStream.range(0, queries)
                .mapToObj(i -> {
                    float[] tokens = normal(random, TOKENS * channels);
                    return new HttpQuestion(
                            video,
                            new QueryInput("sent-" + i, tokens, TOKENS, StepObjects.none()),
                            steps * timing.featStride() / timing.fps(),
                            "{\"video\": \"" + HANDLE + "\", \"tokens\": " + rows(tokens, channels) + "}");
                })
                .toList();
    }

    private static float[] normal(Random random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    private static String rows(float[] values, int channels) {
        List<List<Float>> rows = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            if (i % channels == 0) {
                rows.add(new ArrayList<>());
            }
            rows.get(i / channels).add(values[i]);
        }
        return rows.toString();
    }

    /** The question over HTTP. */
    byte[] request(String handle) {
        byte[] body = json.replace(HANDLE, handle).getBytes(StandardCharsets.UTF_8);
        return KeepAliveClient.post("/api/ground", "application/json", body);
    }

    /** What sends its video, as numpy's {@code savez} writes it. */
    byte[] upload() throws IOException {
        try (TemporaryFolder folder = TemporaryFolder.create("osgnet-upload")) {
            Path file = folder.path().resolve("video.npz");
            int channels = video.features().length / video.steps();
            Npz.write(
                    file,
                    Map.of("features", new NpyArray(new int[] {video.steps(), channels}, video.features())),
                    false);
            return KeepAliveClient.post(
                    "/api/videos?duration=" + duration, "application/zip", Files.readAllBytes(file));
        }
    }
}

package io.github.osgnet4j.cli.prepare;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.osgnet4j.cli.Progress;
import io.github.osgnet4j.data.config.DatasetConfig;
import io.github.osgnet4j.data.config.ObjectMode;
import io.github.osgnet4j.data.config.OsgnetConfig;
import io.github.osgnet4j.data.io.FileReplacement;
import io.github.osgnet4j.data.io.ObjectRecords;
import io.github.osgnet4j.data.prepare.StoreBuilder;
import io.github.osgnet4j.data.prepare.StoreValue;
import io.github.osgnet4j.data.sample.ClassEmbeddings;
import io.github.osgnet4j.data.sample.FeatureRate;
import io.github.osgnet4j.data.sample.JobIdentity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * A split that is made up from a seed: as many queries as one likes about clips as long as those of a challenge, with
 * normal random numbers for features. Equal seeds give equal numbers.
 */
final class RandomSplit {

    /** In the test file of Ego4D NLQ v2, 4,004 queries are about 333 clips. */
    private static final int MOST_QUERIES_A_CLIP = 23;

    private static final int MOST_TOKENS = 16;
    private static final int MOST_OBJECTS = 3;
    private static final List<String> THINGS = List.of("knife", "pan", "towel", "drill", "bag", "cup", "phone", "box");

    private final OsgnetConfig config;
    private final DatasetConfig data;
    private final int classes;
    private final double seconds;
    private final Random random;
    private final List<Clip> clips = new ArrayList<>();

    /** A clip and how many queries are about it. */
    private record Clip(String id, String annotation, double seconds, int queries) {}

    /**
     * Draws the clips.
     *
     * @param config whose network the features are for
     * @param seconds of the usual clip; one in four is of another length
     */
    RandomSplit(OsgnetConfig config, int queries, double seconds, long seed) {
        this.config = config;
        this.data = config.dataset();
        this.classes = data.objects()
                .flatMap(objects -> objects.classEmbeddings())
                .map(file -> ClassEmbeddings.read(file).rows())
                .orElse(0);
        this.seconds = seconds;
        this.random = new Random(seed);
        for (int left = queries; left > 0; ) {
            int here = Math.min(left, 1 + random.nextInt(MOST_QUERIES_A_CLIP));
            clips.add(new Clip(id(), id(), length(), here));
            left -= here;
        }
    }

    private String id() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    private double length() {
        boolean usual = random.nextInt(4) > 0;
        return seconds * (usual ? 1 : 0.5 + 2 * random.nextDouble());
    }

    int clips() {
        return clips.size();
    }

    /** Writes annotations and stores into a folder, which has none of them yet. */
    void write(Path folder, boolean quiet) {
        JobIdentity job = new JobIdentity().with("command", "prepare random");
        try (StoreBuilder video = store(folder.resolve("video_lmdb"), job);
                StoreBuilder text = store(folder.resolve("text_lmdb"), job);
                StoreBuilder objects = store(folder.resolve("object_lmdb"), job);
                Progress bar = Progress.start("Drawing", "clips", clips.size(), 0, !quiet)) {
            List<String> lines = new ArrayList<>();
            for (Clip clip : clips) {
                int steps = (int) Math.max(1, Math.ceil(FeatureRate.of(data).steps(clip.seconds())));
                StoreValue features = StoreValue.video(normal(steps * data.videoDim()), steps, data.videoDim());
                video.put(clip.id(), "", features.bytes(), features.shape());
                objects.put(clip.id(), "", ObjectRecords.pickle(objects(steps)), List.of(steps));
                for (int i = 0; i < clip.queries(); i++) {
                    String id = clip.annotation() + "_" + i;
                    lines.add(line(clip, id));
                    int tokens = 2 + random.nextInt(MOST_TOKENS - 1);
                    StoreValue words =
                            StoreValue.query(normal(tokens * config.tokenChannels()), tokens, config.tokenChannels());
                    text.put(id, "", words.bytes(), words.shape());
                }
                bar.step();
            }
            video.finish();
            text.finish();
            objects.finish();
            String all = String.join("\n", lines) + "\n";
            FileReplacement.write(folder.resolve("test.jsonl"), out -> out.write(all.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static StoreBuilder store(Path folder, JobIdentity job) {
        return StoreBuilder.open(folder, job, false, (key, source) -> false);
    }

    private float[] normal(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private List<Map<Integer, Double>> objects(int steps) {
        List<Map<Integer, Double>> frames = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            Map<Integer, Double> seen = new LinkedHashMap<>();
            for (int i = random.nextInt(MOST_OBJECTS + 1); classes > 0 && i > 0; i--) {
                seen.put(random.nextInt(classes), 0.5);
            }
            frames.add(seen);
        }
        return frames;
    }

    private String line(Clip clip, String id) {
        String thing = THINGS.get(random.nextInt(THINGS.size()));
        ObjectNode line = new ObjectMapper().createObjectNode();
        line.put("query", "Where did I put the " + thing + "?").put("query_id", id);
        line.put("duration", clip.seconds()).put("video_id", clip.id()).put("query_type", "nlq");
        var labels = line.putArray("label");
        if (config.seenObjects() == ObjectMode.LABELS && classes > 0 && random.nextInt(4) > 0) {
            labels.addObject()
                    .put("class_id", random.nextInt(classes))
                    .put("class_name", thing)
                    .put("score", 1.0)
                    .put("text", thing);
        }
        return line.toString();
    }
}

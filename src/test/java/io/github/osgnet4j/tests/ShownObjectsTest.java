package io.github.osgnet4j.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.io.LmdbStore;
import io.github.osgnet4j.data.io.ObjectRecords;
import io.github.osgnet4j.data.prepare.ObjectStore;
import io.github.osgnet4j.data.sample.FeatureRate;
import io.github.osgnet4j.encoders.ObjectClasses;
import io.github.osgnet4j.encoders.VideoObjects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store of a training holds and what a program shows of the same detections. */
class ShownObjectsTest {

    private static final int FOUND = 600;
    private static final int STRIDE = 16;
    private static final int STEPS = 50;
    private static final List<String> NAMES = List.of("cup", "frying pan", "knife", "lid", "towel");
    private static final float[] SCORES = {0.3f, 0.6f, Math.nextUp(0.6f), 0.75f, 1};

    @TempDir
    Path folder;

    @Test
    void storesAndProgramsShowTheSame() throws IOException {
        Random random = new Random(1);
        float[] values = new float[FOUND * VideoObjects.COLUMNS];
        StringBuilder table = new StringBuilder("video_id,frame,class,score\n");
        for (int i = 0; i < FOUND; i++) {
            int frame = random.nextInt(STRIDE * (STEPS + 5));
            // The first is the most usual by far, and the last too rare.
            int name = (int) (NAMES.size() * Math.pow(random.nextDouble(), 12));
            float score = SCORES[random.nextInt(SCORES.length)];
            values[3 * i] = frame / STRIDE;
            values[3 * i + 1] = name;
            values[3 * i + 2] = score;
            table.append("v,").append(frame).append(',').append(NAMES.get(name)).append(',');
            table.append((double) score).append('\n');
        }
        // A video ends with its last object.
        table.append("v,").append(STRIDE * (STEPS + 5)).append(",cup,1\n");
        ObjectClasses.Seen seen = new ObjectClasses(
                        NAMES, ObjectClasses.USUAL_THRESHOLD, ObjectClasses.USUAL_MIN_FRAMES)
                .of(new VideoObjects(NAMES, values), STEPS);

        Path csv = Files.writeString(folder.resolve("seen.csv"), table);
        Path names = Files.write(folder.resolve("classes.txt"), NAMES);
        Path output = folder.resolve("store");
        try (ObjectStore store = ObjectStore.open(
                output,
                new FeatureRate(30, STRIDE, STRIDE),
                ObjectClasses.USUAL_THRESHOLD,
                ObjectClasses.USUAL_MIN_FRAMES)) {
            store.add(csv, Optional.of(names), () -> {});
            store.write(store.lengths(Optional.empty()), id -> {});
        }

        List<Map<Integer, Double>> stored;
        try (LmdbStore opened = LmdbStore.open(output)) {
            stored = ObjectRecords.frames(opened.get("v").orElseThrow());
        }
        TreeSet<Integer> shown = new TreeSet<>();
        for (int step = 0; step < STEPS; step++) {
            int[] expected = stored.get(step).keySet().stream()
                    .sorted()
                    .mapToInt(Integer::intValue)
                    .toArray();
            assertArrayEquals(expected, seen.steps().get(step), "step " + step);
            stored.get(step).keySet().forEach(shown::add);
        }
        assertEquals(Map.of(), seen.unknown());
        assertTrue(shown.contains(0) && !shown.contains(NAMES.size() - 1), shown.toString());
    }
}

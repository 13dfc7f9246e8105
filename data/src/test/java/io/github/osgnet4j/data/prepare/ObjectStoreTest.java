package io.github.osgnet4j.data.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.osgnet4j.data.DataException;
import io.github.osgnet4j.data.io.LmdbStore;
import io.github.osgnet4j.data.io.NpyArray;
import io.github.osgnet4j.data.io.Npz;
import io.github.osgnet4j.data.io.ObjectRecords;
import io.github.osgnet4j.data.sample.FeatureRate;
import io.github.osgnet4j.data.sample.JobIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Detections become what the object branch reads. */
class ObjectStoreTest {

    private static final FeatureRate RATE = new FeatureRate(30, 16, 16);

    @TempDir
    Path folder;

    private List<Map<Integer, Double>> frames(Path store, String key) {
        try (LmdbStore opened = LmdbStore.open(store)) {
            return ObjectRecords.frames(opened.get(key).orElseThrow());
        }
    }

    private Path features(String key, int steps) {
        Path store = folder.resolve("features");
        try (StoreBuilder builder = StoreBuilder.open(store, new JobIdentity(), false, (k, s) -> true)) {
            NpyArray array = new NpyArray(new int[] {steps, 2}, new float[2 * steps]);
            builder.put(key, "", Npz.compressed(Map.of("features", array)), List.of(steps, 2));
            builder.finish();
        }
        return store;
    }

    @Test
    void theBestScoreOfEachClassAndStepIsKept() throws IOException {
        Path csv = folder.resolve("detections.csv");
        Files.writeString(csv, """
            video_id,frame,class,score
            v,0,7,0.7
            v,15.9,7,0.9
            v,16,7,0.8
            v,16,300,0.61
            v,40,7,0.6
            v,96,7,0.9
            w,0,7,0.9
            """);
        Path output = folder.resolve("objects");
        try (ObjectStore store = ObjectStore.open(output, RATE, 0.6, 2)) {
            store.add(csv, Optional.empty(), () -> {});
            assertEquals(
                    new ObjectStore.Summary(1, 2, 1, 1, 1, 1),
                    store.write(store.lengths(Optional.of(features("v", 4))), id -> {}));
        }
        assertEquals(List.of(Map.of(7, 0.9), Map.of(7, 0.8), Map.of(), Map.of()), frames(output, "v"));
    }

    @Test
    void whatIsTooMuchForTheMemoryIsPutAside() throws IOException {
        Map<String, List<String>> expected = new TreeMap<>();
        try (DetectionPile pile = new DetectionPile(folder, 1000)) {
            for (int i = 0; i < 1000; i++) {
                String video = "v" + i * i % 7;
                pile.add(video, i, i % 3, i / 1000.0);
                expected.computeIfAbsent(video, v -> new ArrayList<>()).add(i + " " + i % 3 + " " + i / 1000.0);
            }
            try (Stream<Path> files = Files.list(folder)) {
                assertEquals(0, files.count(), "a process that is killed leaves no file");
            }
            assertEquals(expected.keySet(), pile.videos());
            for (Map.Entry<String, List<String>> video : expected.entrySet()) {
                List<String> found = new ArrayList<>();
                pile.forEach(video.getKey(), (step, id, score) -> found.add(step + " " + id + " " + score));
                assertEquals(video.getValue(), found);
                String last = found.get(found.size() - 1);
                assertEquals(last.substring(0, last.indexOf(' ')), String.valueOf(pile.last(video.getKey())));
            }
        }
    }

    @Test
    void cocoSaysTheSameWithNames() throws IOException {
        Path json = folder.resolve("coco.json");
        Files.writeString(json, """
            {"annotations": [{"image_id": 1, "category_id": 5, "score": 0.75, "bbox": [0, 0, 1, 1]},
                             {"image_id": 2, "category_id": 9, "score": 0.875}],
             "images": [{"id": 1, "video_id": "v", "time": 0.6}, {"id": 2, "video_id": "v", "frame": 2}],
             "categories": [{"id": 5, "name": "frying pan"}, {"id": 9, "name": "cup"}]}
            """);
        Path names = Files.writeString(folder.resolve("names.txt"), "cup\nfrying pan\n");
        Path output = folder.resolve("objects");
        try (ObjectStore store = ObjectStore.open(output, RATE, 0.6, 1)) {
            store.add(json, Optional.of(names), () -> {});
            assertEquals(
                    new ObjectStore.Summary(1, 2, 0, 0, 0, 0), store.write(store.lengths(Optional.empty()), id -> {}));
        }
        assertEquals(List.of(Map.of(0, 0.875), Map.of(1, 0.75)), frames(output, "v"));
    }

    @Test
    void whatIsWrittenIsThePickleThatPythonReads() {
        // pickle.loads of it in Python gives [{3: 0.5}, {}].
        assertEquals(
                "80025d287d284a0300000047" + "3fe0000000000000" + "757d28756" + "52e",
                HexFormat.of().formatHex(ObjectRecords.pickle(List.of(Map.of(3, 0.5), Map.of()))));
    }

    @Test
    void featuresThatCannotBeReadAreNamedAndLeaveNothing() throws IOException {
        Path features = features("v", 4);
        Path data = features.resolve("data.mdb");
        byte[] whole = Files.readAllBytes(data);
        byte[] text = new String(whole, StandardCharsets.ISO_8859_1)
                .replace("PK\001\002", "PK\001\003")
                .getBytes(StandardCharsets.ISO_8859_1);
        Path output = folder.resolve("objects");
        Files.write(data, text);
        try (ObjectStore store = ObjectStore.open(output, RATE, 0.6, 1)) {
            DataException e = assertThrows(DataException.class, () -> store.lengths(Optional.of(features)));
            assertTrue(e.getMessage().startsWith(features + ": the value of 'v': "), e.getMessage());
        }
        assertFalse(Files.exists(PartialFolder.of(output)));
    }

    @Test
    void aStoreThatFailsLeavesNothing() throws IOException {
        Path output = folder.resolve("store");
        try (StoreBuilder builder = StoreBuilder.open(output, new JobIdentity(), true, (k, s) -> false)) {
            builder.put("v", "", new byte[1], List.of(1));
            builder.discard();
        }
        assertFalse(Files.exists(PartialFolder.of(output)));
    }

    @Test
    void badDetectionsAreNamed() throws IOException {
        String coco = "{\"images\": [], \"annotations\": []}";
        for (List<String> bad : List.of(
                List.of("video_id,frame,class,score\nv,0,cup,0.9\n", "line 2: expected a class as a number"),
                List.of("video_id,frame,class,score\nv,-1,1,0.9\n", "line 2: expected a video, a frame from 0"),
                List.of("video_id,frame,class,score\nv,1,1,7\n", "line 2: expected a video, a frame from 0"),
                List.of("video_id,frame,class,score\nv,1,1,0.9,7\n", "line 2: 5 fields, expected 4"),
                List.of("video_id,frame,class,score\n" + "v".repeat(512) + ",1,1,0.9\n", "line 2: 'vvv"),
                List.of("video_id,class,score\nv,1,1\n", "expected a column frame, or time in seconds"),
                List.of(
                        "{\"annotations\": [{\"image_id\": 1}], \"images\": []}",
                        "annotations[0]: there is no image 1"),
                List.of("{\"images\": 3}", "images: expected an array"),
                List.of("{\"images\": [", "not JSON"),
                List.of(
                        "{\"video_id\": \"v\", \"frame\": 1}\n{\"video_id\": \"v\"}\n",
                        "line 2: more follows the object"),
                List.of("{\"images\": []}", "'annotations' is missing"),
                List.of("{\"annotations\": []}", "'images' is missing"),
                List.of(coco + " {", "more follows the object"),
                List.of(coco + " trailing garbage", "not JSON"))) {
            Path file = Files.writeString(folder.resolve("detections"), bad.get(0));
            Path output = folder.resolve("objects");
            try (ObjectStore store = ObjectStore.open(output, RATE, 0.6, 1)) {
                DataException e = assertThrows(DataException.class, () -> store.add(file, Optional.empty(), () -> {}));
                assertTrue(
                        e.getMessage().startsWith(file.toString())
                                && e.getMessage().contains(bad.get(1)),
                        e.getMessage());
            }
            assertFalse(Files.exists(PartialFolder.of(output)));
        }
    }

    @Test
    void aPlaceThatIsTakenOrMissingIsRefusedBeforeAnythingIsRead() throws IOException {
        DataException missing = assertThrows(
                DataException.class, () -> ObjectStore.open(folder.resolve("new/dir/store"), RATE, 0.6, 1));
        assertTrue(missing.getMessage().contains("does not exist; create it first"), missing.getMessage());
        Path taken = features("v", 4);
        DataException e = assertThrows(DataException.class, () -> ObjectStore.open(taken, RATE, 0.6, 1));
        assertTrue(e.getMessage().contains("exists already"), e.getMessage());
    }

    @Test
    void namesOfClassesHaveNoHoles() throws IOException {
        for (List<String> bad : List.of(
                List.of("cup\n\npan\n", " line 2: expected the name of a class"),
                List.of("cup\n \n", " line 2: expected the name of a class"),
                List.of("cup\npan\ncup\n", " line 3: the class 'cup' has a row already"),
                List.of("", ": empty"))) {
            Path file = Files.writeString(folder.resolve("names.txt"), bad.get(0));
            DataException e = assertThrows(DataException.class, () -> ClassIds.read(file));
            assertTrue(e.getMessage().startsWith(file + bad.get(1)), e.getMessage());
        }
        Path file = Files.writeString(folder.resolve("names.txt"), "\uFEFF cup \r\nfrying pan");
        assertEquals(List.of("cup", "frying pan"), ClassNames.read(file));
    }
}

package io.github.osgnet4j.cli.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.osgnet4j.cli.Osgnet;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code osgnet check}, and the same check before {@code ground} and {@code train}, on the golden data with faults made in it. */
class CheckTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path GOLDEN =
            Path.of(System.getProperty("osgnet.root")).resolve("src/test/resources/golden");
    private static final Path LEARN = GOLDEN.resolve("learn");

    @TempDir
    Path folder;

    private int code;
    private String out;
    private String err;

    static List<Path> golden() throws IOException {
        try (Stream<Path> sets = Files.list(GOLDEN)) {
            return sets.filter(set -> Files.exists(set.resolve("config.yaml")))
                    .sorted()
                    .toList();
        }
    }

    /** The config of the learnable set, with absolute paths and some keys otherwise. */
    private Path config(String... replaced) {
        try {
            String yaml = Files.readString(
                            Path.of(System.getProperty("osgnet.root")).resolve("configs/demo.yaml"))
                    .replace("../src/test/resources/golden/learn", LEARN.toString());
            for (int i = 0; i < replaced.length; i += 2) {
                assertTrue(yaml.contains(replaced[i]), replaced[i]);
                yaml = yaml.replace(replaced[i], replaced[i + 1]);
            }
            return Files.writeString(folder.resolve("config.yaml"), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The queries of a split, changed by number. */
    private Path annotations(String split, BiConsumer<Integer, ObjectNode> change) {
        try {
            List<String> lines = new ArrayList<>();
            for (String line : Files.readAllLines(LEARN.resolve("annotations").resolve(split + ".jsonl"))) {
                ObjectNode query = (ObjectNode) JSON.readTree(line);
                change.accept(lines.size(), query);
                lines.add(query.toString());
            }
            return Files.write(folder.resolve(split + ".jsonl"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String id(String split, int number) {
        try {
            return JSON.readTree(Files.readAllLines(LEARN.resolve("annotations").resolve(split + ".jsonl"))
                            .get(number))
                    .get("query_id")
                    .asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void osgnet(Object... args) {
        StringWriter written = new StringWriter();
        StringWriter said = new StringWriter();
        String[] words = Arrays.stream(args).map(String::valueOf).toArray(String[]::new);
        code = Osgnet.run(new PrintWriter(written), new PrintWriter(said), words);
        out = written.toString();
        err = said.toString();
    }

    /** Kind, severity and count of all findings; the JSON has what the text has. */
    private Map<String, String> check(Object... args) {
        Path json = folder.resolve("findings.json");
        List<Object> all = new ArrayList<>(List.of("check", "--json", json));
        all.addAll(List.of(args));
        osgnet(all.toArray());
        try {
            Map<String, String> found = new TreeMap<>();
            JsonNode root = JSON.readTree(json.toFile());
            for (JsonNode f : root.get("findings")) {
                found.merge(
                        f.get("kind").asText(),
                        f.get("severity").asText() + " " + f.get("count").asInt(),
                        (a, b) -> a + ", " + b);
                assertTrue(out.contains(f.get("message").asText()), out);
                assertTrue(out.contains(f.get("advice").asText()), out);
                assertTrue(f.get("examples").size() >= 1 && f.get("examples").size() <= 3, f.toString());
            }
            assertEquals(root.get("errors").asInt() > 0 ? 1 : 0, code, out + err);
            return found;
        } catch (IOException e) {
            throw new AssertionError(err, e);
        }
    }

    @ParameterizedTest
    @MethodSource("golden")
    void nothingIsWrongWithOfficialData(Path set) {
        assertEquals(Map.of(), check("--config", set.resolve("config.yaml"), "--deep"));
        assertTrue(out.startsWith("Nothing is wrong"), out);
    }

    @Test
    void everythingIsFoundAtOnce() throws IOException {
        Path val = annotations("val", (i, query) -> {
            switch (i) {
                case 0 -> query.put("query_id", "no-index");
                case 1, 2 -> query.put("query_id", id("val", 1));
                case 3 -> query.put("query_id", "unknown_3");
                case 5 -> query.put("video_id", "unknown-video");
                case 6 -> ((ObjectNode) query.get("label").get(0)).put("class_id", 99999);
                default -> query.put("duration", i < 8 ? query.get("duration").asDouble() : 3000);
            }
        });
        Path narrations = Files.createDirectory(folder.resolve("narration"));
        try (Stream<Path> files = Files.list(LEARN.resolve("features/narration"))) {
            for (Path file : files.sorted().skip(2).toList()) {
                Files.copy(file, narrations.resolve(file.getFileName()));
            }
        }
        Path config = config(
                LEARN + "/features/narration",
                narrations.toString(),
                LEARN + "/annotations/val.jsonl",
                val.toString(),
                LEARN + "/annotations/train.jsonl",
                annotations("train", (i, query) -> {
                            if (i < 4) {
                                ArrayNode window = query.putArray("timestamps").addArray();
                                double start = List.of(50.0, 20.0, 500.0, 20.3).get(i);
                                window.add(start)
                                        .add(List.of(40.0, 20.0, 510.0, 20.4).get(i));
                            }
                        })
                        .toString());
        Map<String, String> found = check("--config", config);
        assertEquals("error 1", found.get("no-index"), out);
        assertEquals("error 1", found.get("twice"), out);
        assertEquals("error 2", found.get("no-text-features"), out);
        assertEquals("error 1", found.get("no-video-features"), out);
        assertEquals("error 1", found.get("no-object-features"), out);
        assertEquals("warning 1", found.get("no-class"), out);
        assertEquals("warning 8", found.get("length-mismatch"), out);
        assertEquals("warning 4", found.get("teaches-nothing"), out);
        assertTrue(found.get("no-narrations").startsWith("error "), out);
        for (String example : List.of(
                "unknown_3",
                "unknown-video",
                "[99999]",
                "[50.00, 40.00] ends before it starts",
                "[20.00, 20.00] has no length",
                "[500.00, 510.00] lies outside the ")) {
            assertTrue(out.contains(example), out);
        }
    }

    @Test
    void dimensionsAndFilesThatCannotBeReadAreFoundTogether() {
        Path config = config(
                "input_vid_dim: 48",
                "input_vid_dim: 40",
                "n_in: 48",
                "n_in: 40",
                LEARN + "/features/text_lmdb",
                folder.resolve("nowhere").toString(),
                LEARN + "/annotations/train.jsonl",
                folder.resolve("none.jsonl").toString());
        assertEquals(
                Map.of("unreadable", "error 1, error 1", "bad-video-features", "error 10"), check("--config", config));
        assertTrue(out.contains("expected an array (steps, 40), found ["), out);
    }

    @Test
    void objectsOfClassesWithoutEmbeddingAreFoundByReadingThem() throws IOException {
        Path set = GOLDEN.resolve("labels_many");
        String twelveClasses =
                GOLDEN.resolve("window_full/features/a_photo_of.pt").toString();
        Path config = Files.writeString(
                folder.resolve("config.yaml"),
                Files.readString(set.resolve("config.yaml")).replace("features/a_photo_of.pt", twelveClasses));
        Map<String, String> found = check("--config", config, "--data-root", set, "--split", "val", "--deep");
        assertEquals(Set.of("no-class", "bad-object-features"), found.keySet(), out);
        assertTrue(out.contains("has the classes 0 to 11"), out);
    }

    @Test
    void aNumberThatIsNotFiniteIsFoundByReadingThemAll() throws IOException {
        Path copy = folder.resolve("tacos");
        try (Stream<Path> files = Files.walk(GOLDEN.resolve("tacos"))) {
            for (Path file : files.filter(f -> !f.startsWith(GOLDEN.resolve("tacos/golden")))
                    .toList()) {
                Path target =
                        copy.resolve(GOLDEN.resolve("tacos").relativize(file).toString());
                Files.createDirectories(target.getParent());
                if (Files.isRegularFile(file)) {
                    Files.copy(file, target);
                }
            }
        }
        Path store = copy.resolve("features/video_lmdb/data.mdb");
        Files.write(store, withNaN(Files.readAllBytes(store)));
        assertEquals(Map.of(), check("--config", copy.resolve("config.yaml")));
        Map<String, String> found = check("--config", copy.resolve("config.yaml"), "--deep");
        assertEquals(Map.of("bad-video-features", "error 1"), found, out);
        assertTrue(out.contains("NaN at step 0, channel 0"), out);
    }

    /** The first stored array of a store, its first number made NaN and its checksum right again. */
    private static byte[] withNaN(byte[] store) {
        ByteBuffer bytes = ByteBuffer.wrap(store).order(ByteOrder.LITTLE_ENDIAN);
        byte[] name = "features.npy".getBytes(StandardCharsets.UTF_8);
        int at = 0;
        while (bytes.getInt(at) != 0x04034b50
                || !Arrays.equals(store, at + 30, at + 30 + name.length, name, 0, name.length)) {
            at++;
        }
        assertEquals(0, bytes.getShort(at + 8), "not stored");
        int data = at + 30 + name.length + bytes.getShort(at + 28);
        int central = data;
        while (bytes.getInt(central) != 0x02014b50) {
            central++;
        }
        int size = bytes.getInt(central + 24);
        int first = data + 10 + bytes.getShort(data + 8);
        Arrays.fill(store, first, first + 4, (byte) 0xff);
        CRC32 crc = new CRC32();
        crc.update(store, data, size);
        bytes.putInt(at + 14, (int) crc.getValue());
        bytes.putInt(central + 16, (int) crc.getValue());
        return store;
    }

    @Test
    void aSplitThatTeachesNothingIsAnError() {
        Path train = annotations("train", (i, query) -> {
            query.putArray("timestamps").addArray().add(500 + i).add(400);
        });
        Path config = config(LEARN + "/annotations/train.jsonl", train.toString());
        assertEquals(Map.of("teaches-nothing", "error 120"), check("--config", config, "--split", "train"));
        assertEquals(8, out.lines().count(), "a finding with three examples, and the sum: " + out);
        osgnet("train", "--config", config, "--output", folder.resolve("run"));
        assertEquals(1, code);
        assertTrue(err.contains("120 of 120 queries teach nothing") && err.contains("The data has 1 error"), err);
        assertTrue(err.lines().anyMatch(line -> line.equals("    - and 117 more")), err);
    }

    @Test
    void trainingNeedsTimestampsAndNarrationsThatCanBeRead() throws IOException {
        Path narrations = Files.createDirectory(folder.resolve("narration"));
        try (Stream<Path> files = Files.list(LEARN.resolve("features/narration"))) {
            for (Path file : files.toList()) {
                Files.writeString(
                        narrations.resolve(file.getFileName()), "{\"frame_start_id\": NaN, \"narration\": \"\"}");
            }
        }
        Path train = annotations("train", (i, query) -> {
            if (i % 40 == 0) {
                query.remove("timestamps");
            }
        });
        Path config = config(
                LEARN + "/annotations/train.jsonl",
                train.toString(),
                LEARN + "/features/narration",
                narrations.toString());
        assertEquals(
                Map.of("no-answers", "error 3", "bad-narrations", "error 30"),
                check("--config", config, "--split", "train"));
        assertTrue(out.contains("line 1, frame_start_id: expected a number, found NaN"), out);
    }

    @Test
    void allDifferencesOfABundleAreNamed() {
        Path model = Path.of(System.getProperty("osgnet.root")).resolve("models/demo");
        Path config =
                config("input_vid_dim: 48", "input_vid_dim: 40\n  text_feat_with_eot: true", "n_in: 48", "n_in: 40");
        Map<String, String> found = check("--config", config, "--split", "val", "--model", model);
        assertEquals("error 2", found.get("bundle-mismatch"), out);
        assertTrue(out.contains("video feature channels 48 against 40"), out);
        assertTrue(out.contains("text_feat_with_eot false against true"), out);
        assertEquals(Map.of("unreadable", "error 1"), check("--config", config(), "--split", "val", "-m", folder));
    }

    @Test
    void otherAnnotationsReplaceThoseOfTheSplit() {
        Path val = annotations(
                "val", (i, query) -> query.put("query_id", query.get("query_id").asText() + (i == 7 ? "x" : "")));
        Map<String, String> found = check("--config", config(), "--split", "test", "--annotations", val);
        assertEquals(Map.of("no-index", "error 1", "no-text-features", "error 1"), found);
        osgnet("check", "--config", config(), "--annotations", val);
        assertEquals(2, code, err);
    }

    @Test
    void findingsAreNotWrittenOverTheAnnotations() throws IOException {
        Path val = annotations("val", (i, query) -> {});
        String before = Files.readString(val);
        osgnet("check", "--config", config(), "--split", "val", "--annotations", val, "--json", val);
        assertEquals(1, code, out);
        assertTrue(err.contains("is the input"), err);
        assertEquals(before, Files.readString(val));
    }

    @Test
    void idsDoNotReachTheTerminalRaw() {
        Path val = annotations("val", (i, query) -> query.put("query_id", i == 3 ? "\u001b[31m\n_0" : id("val", i)));
        check("--config", config(), "--split", "val", "--annotations", val);
        assertTrue(out.contains("?[31m?_0") && !out.contains("\u001b"), out);
    }
}
